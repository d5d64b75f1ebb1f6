import { readFileSync } from 'node:fs';
import t from 'tap';
import type { BrowserContext, Page } from 'playwright-core';
import { office } from '../support/daemon.ts';
import { noBrowser, openConsole, PASSWORD } from './browser.ts';

async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(url);
  return page;
}

/** Without a window of its own each tab counts as seen: what a browser says of one behind another is said here. */
async function seen(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'))`);
}

t.test(
  'of two who change one item, none undoes the other’s change unasked',
  { skip: noBrowser },
  async (t) => {
    const { config, configure, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination }\n');
    const daemon = await open();
    const { page, context } = await openConsole(t, daemon);
    const url = `${daemon.url}/item/docs`;
    await page.goto(url);
    const other = await openTab(context, url);
    const [mine, theirs] = [page, other].map((each) => each.getByRole('dialog', { name: 'Edit docs' }));
    for (const each of [page, other]) await each.getByRole('button', { name: 'Edit' }).click();
    await theirs!.getByLabel('Description').fill('by the other');
    await mine!.getByLabel('Group').fill('mine');
    await theirs!.getByRole('button', { name: 'Save' }).click();
    await theirs!.waitFor({ state: 'hidden' });
    await mine!.getByRole('button', { name: 'Save' }).click();
    await mine!.getByText('The item docs was changed meanwhile').waitFor();
    t.match(readFileSync(config, 'utf8'), 'by the other');
    t.equal(await mine!.getByLabel('Group').inputValue(), 'mine', 'nothing is lost');
    await mine!.getByRole('button', { name: 'Save it as it is here' }).click();
    await mine!.waitFor({ state: 'hidden' });
    t.match(readFileSync(config, 'utf8'), 'group: mine');

    await page.getByRole('button', { name: 'Edit' }).click();
    await mine!.getByLabel('Description').fill('written here');
    await other.getByRole('button', { name: 'Edit' }).click();
    await theirs!.getByLabel('Name').first().fill('papers');
    await theirs!.getByRole('button', { name: 'Save' }).click();
    await other.getByRole('heading', { name: 'papers' }).waitFor();
    t.equal(new URL(other.url()).pathname, '/item/papers', 'whoever renames an item goes along');
    await page.getByText('There is no item docs').first().waitFor();
    t.equal(await mine!.getByLabel('Description').inputValue(), 'written here');
    await mine!.getByRole('button', { name: 'Save' }).click();
    await mine!.getByText('There is no item docs').waitFor();
  },
);

t.test('a session is that of all tabs of a browser', { skip: noBrowser }, async (t) => {
  const { config, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const daemon = await open();
  const { page, context } = await openConsole(t, daemon);
  const other = await openTab(context, daemon.url);
  await page.getByLabel('Select docs').check();
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit docs' });
  await dialog.getByLabel('Description').fill('after the password');
  await other.getByRole('button', { name: 'Account' }).click();
  await other.getByRole('menuitem', { name: 'Change password' }).click();
  await other.getByLabel('Present password').fill(PASSWORD);
  await other.getByLabel('New password').fill('another horse');
  await other.getByRole('button', { name: 'Change it' }).click();
  await other.getByRole('dialog').waitFor({ state: 'hidden' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  t.match(readFileSync(config, 'utf8'), 'after the password');
  await other.getByRole('button', { name: 'Account' }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  t.equal(await page.getByText('docs').count(), 0, 'nothing of what was seen stays behind');
});

t.test('more tabs than a browser has connections are open at once', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination, logFile: docs.txt }\n');
  const daemon = await open();
  const { page, context } = await openConsole(t, daemon);
  const url = `${daemon.url}/item/docs`;
  await page.goto(url);
  for (let count = 0; count < 5; count += 1) {
    const before = context.pages().at(-1)!;
    await before.getByText('Nothing yet').waitFor();
    await seen(before, 'hidden');
    await openTab(context, url);
  }
  const last = context.pages().at(-1)!;
  await last.getByRole('button', { name: 'Sync Now' }).click();
  await last.getByText('docs ends with exit code 0').waitFor();
  await seen(last, 'hidden');
  await seen(page, 'visible');
  await page.getByText('docs ends with exit code 0').waitFor();
});
