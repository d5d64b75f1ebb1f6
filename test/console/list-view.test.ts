import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Page } from 'playwright-core';
import { office, until } from '../support/daemon.ts';
import { only } from '../support/only.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';
import { syncNow } from './sync-now.ts';

const shown = async (page: Page): Promise<readonly string[]> =>
  page.locator('main tbody a[href^="/item/"]').allTextContents();

const search = (page: Page): string => new URL(page.url()).search;

t.test(
  'filter and order of the list are in the address: the way back, a reload and a link show the same',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure(`  - { name: a-mail, group: office, source: source, destination: destination, mode: clone }
  - { name: b-mail, group: office, source: away, destination: second }
  - { name: c-mail, source: away, destination: third }
  - { name: photos, group: office, source: away, destination: fourth }\n`);
    writeFileSync(join(root, 'source', 'x'), 'x');
    const daemon = await open();
    await syncNow(daemon, 'a-mail');
    const { page, context, complaints } = await openConsole(t, daemon);
    await page.getByLabel('Search items').pressSequentially('mail ');
    await page.getByRole('combobox', { name: 'Only this group' }).click();
    await page.getByRole('option', { name: 'office' }).click();
    await page.getByRole('button', { name: 'Item', exact: true }).click();
    await page.getByText('2 items', { exact: true }).waitFor();
    const asChosen = async (on: Page): Promise<void> => {
      await on.getByText('2 items', { exact: true }).waitFor();
      t.match(await shown(on), only(['b-mail', 'a-mail']));
      t.equal(await on.getByLabel('Search items').inputValue(), 'mail ');
    };
    await asChosen(page);
    const address = page.url();
    t.equal(search(page), '?search=mail+&group=office&order=descending');

    await page.getByRole('link', { name: 'a-mail' }).click();
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.locator('main').getByRole('link', { name: 'Items' }).click();
    await asChosen(page);
    await page.getByRole('link', { name: 'a-mail' }).click();
    await page.getByText('Last run', { exact: true }).waitFor();
    await page.goBack();
    await asChosen(page);
    await page.reload();
    await asChosen(page);
    const other = await context.newPage();
    await other.goto(address);
    await asChosen(other);

    await page.getByRole('combobox', { name: 'Only this state' }).click();
    await page.getByRole('option', { name: 'In sync' }).click();
    await page.getByText('1 item', { exact: true }).waitFor();
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Items' }).click();
    await page.getByText('4 items', { exact: true }).waitFor();
    t.equal(search(page), '');
    t.equal(await page.getByLabel('Search items').inputValue(), '');
    t.same(complaints, []);
  },
);

t.test(
  'the page of a long list is in the address, and what an address says wrongly counts as not said',
  { skip: noBrowser },
  async (t) => {
    const { configure, open } = office(t);
    const names = Array.from({ length: 120 }, (_, index) => `item-${String(index).padStart(3, '0')}`);
    configure(names.map((name) => `  - { name: ${name}, source: source, destination: ${name} }\n`).join(''));
    const daemon = await open();
    const { page } = await openConsole(t, daemon);
    await page.getByRole('button', { name: '2', exact: true }).click();
    await page.getByRole('link', { name: 'item-110' }).click();
    await page.getByText('Last run', { exact: true }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'item-110' }).waitFor();
    t.equal(search(page), '?page=2');
    await page.getByLabel('Search items').fill('item');
    await page.getByRole('link', { name: 'item-000' }).waitFor();
    t.equal(search(page), '?search=item', 'another filter begins at the first page');

    await page.goto(`${daemon.url}/?state=toString&sort=size&page=-3&group=gone`);
    await page.getByText('No item is like that').waitFor();
    t.equal(await page.getByRole('combobox', { name: 'Only this group' }).inputValue(), 'gone');
    await page.goto(`${daemon.url}/?state=toString&sort=size&page=-3`);
    await page.getByRole('link', { name: 'item-000' }).waitFor();
    await page.getByText('120 items').waitFor();
  },
);

t.test('on a telephone the list is put in order, too', { skip: noBrowser }, async (t) => {
  const { root, configure, open } = office(t);
  configure(`  - { name: a-mail, source: source, destination: destination }
  - { name: b-mail, source: away, destination: second }\n`);
  writeFileSync(join(root, 'source', 'x'), 'x');
  const daemon = await open();
  for (const name of ['a-mail', 'b-mail']) await syncNow(daemon, name);
  const { page } = await openConsole(t, daemon, { width: 400, height: 800 });
  const inOrder = (names: readonly string[]): Promise<void> =>
    until(async () => {
      const links = await page.locator('main li a[href^="/item/"]').allTextContents();
      return links.join() === names.join();
    });
  await inOrder(['a-mail', 'b-mail']);
  await page.getByRole('combobox', { name: 'Order of the items' }).click();
  await page.getByRole('option', { name: 'By state' }).click();
  await inOrder(['b-mail', 'a-mail']);
  await page.getByRole('button', { name: 'Descending' }).click();
  await inOrder(['a-mail', 'b-mail']);
  t.equal(search(page), '?sort=state&order=descending');
  t.same(await seriousFindings(page), []);
});
