import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import t from 'tap';
import { office, until } from '../support/daemon.ts';
import type { ConsoleOptions } from './browser.ts';
import { noBrowser, openConsole, PASSWORD, seriousFindings } from './browser.ts';
import { syncNow } from './sync-now.ts';

const minutes = (who: string, more = '') =>
  `Minutes\n\n1\n2\n3\n4\n5\n6\n${who} prepares the numbers\n7\n8\n9\n${more}`;

/** A two-way item of which both sides changed a file; the destination last. The console shows its conflicts. */
async function openConflict(
  t: Test,
  name: string | Buffer,
  versions: readonly [string, string],
  options: ConsoleOptions = {},
) {
  const { root, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination, mode: two-way }\n');
  const [source, destination] = ['source', 'destination'].map((side) =>
    Buffer.concat([Buffer.from(`${join(root, side)}/`), Buffer.from(name)]),
  ) as [Buffer, Buffer];
  writeFileSync(source, 'as it was');
  const daemon = await open();
  await syncNow(daemon, 'docs');
  writeFileSync(source, versions[0]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  writeFileSync(destination, versions[1]);
  await syncNow(daemon, 'docs');
  const opened = await openConsole(t, daemon, options);
  await opened.page.goto(`${daemon.url}/item/docs/conflicts`);
  const names = (side: string) => readdirSync(join(root, side)).filter((each) => each !== '.syncline');
  return { ...opened, root, daemon, source, destination, names };
}

async function boxOf(page: Page, text: string) {
  const box = await page.locator('.diff').getByText(text).boundingBox();
  if (box === null) throw new Error(`${text} is not seen`);
  return box;
}

t.test(
  'both versions are compared line by line, one is kept, the other goes to the trash',
  { skip: noBrowser },
  async (t) => {
    const versions = [minutes('Anna'), minutes('Bob', '10\n')] as const;
    const { page, complaints, names, source, destination } = await openConflict(t, 'minutes.txt', versions);
    await page.getByRole('tab', { name: 'Conflicts (1)' }).waitFor();
    t.same(await seriousFindings(page), [], 'the list');
    await page.getByRole('link', { name: 'Compare the versions of minutes.txt' }).click();
    await page.getByText('Version of the source').waitFor();
    const [left, right] = [await boxOf(page, 'Anna'), await boxOf(page, 'Bob')];
    t.equal(left.y, right.y, 'side by side');
    t.ok(left.x < right.x, 'the source is on the left');
    t.same(
      await page.locator('.diff mark').allTextContents(),
      ['Anna', 'Bob', '10'],
      'what differs is marked',
    );
    t.same(await seriousFindings(page), [], 'the comparison');
    await page
      .getByRole('button', { name: /lines that both have/ })
      .first()
      .click();
    await page.locator('.diff').getByText('Minutes').first().waitFor();

    await page.getByRole('button', { name: 'Keep this version of the source' }).click();
    const asked = page.getByRole('dialog', { name: 'Keep the version of the source?' });
    await asked.getByText('The version of the destination goes to the trash').waitFor();
    t.same(await seriousFindings(page), [], 'the question');
    t.equal(names('destination').length, 2, 'nothing is touched before it is confirmed');
    await asked.getByRole('button', { name: 'Keep this one' }).click();
    await page.getByText('minutes.txt is no conflict any more').waitFor();
    await until(() => [...names('source'), ...names('destination')].length === 2);
    await until(() => readFileSync(destination, 'utf8') === versions[0]);
    t.equal(readFileSync(source, 'utf8'), versions[0]);

    await page.getByRole('link', { name: 'Show the trash' }).click();
    await page.getByRole('button', { name: 'Restore minutes.txt' }).first().waitFor();
    await page.getByRole('tab', { name: 'Conflicts' }).click();
    await page.getByText('There is no conflict').waitFor();
    t.same(complaints, []);
  },
);

t.test('on a phone one version is below the other; both may stay', { skip: noBrowser }, async (t) => {
  const versions = [minutes('Anna'), minutes('Bob')] as const;
  const opened = await openConflict(t, 'minutes.txt', versions, { width: 390, colorScheme: 'dark' });
  const { page, complaints, names } = opened;
  await page.getByRole('link', { name: 'Compare the versions of minutes.txt' }).click();
  await page.getByText('Version of the source').waitFor();
  const [above, below] = [await boxOf(page, 'Anna'), await boxOf(page, 'Bob')];
  t.ok(above.y + above.height <= below.y, 'stacked');
  t.equal(
    await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    ),
    0,
  );
  t.same(await seriousFindings(page), []);
  await page.getByRole('button', { name: 'Keep both' }).click();
  const asked = page.getByRole('dialog', { name: 'Keep both versions?' });
  await asked.getByRole('button', { name: 'Keep both' }).click();
  await page.getByText('Both versions stay').waitFor();
  await page.getByRole('link', { name: 'All conflicts' }).click();
  await page.getByText('There is no conflict').waitFor();
  t.equal(names('source').length, 2);
  t.equal(names('destination').length, 2);
  t.same(complaints, []);
});

t.test(
  'what is no text is said, and what changed after it was seen is not decided on',
  { skip: noBrowser },
  async (t) => {
    const name = Buffer.from('caf\xe9.bin', 'latin1');
    const { page, complaints, source, destination } = await openConflict(t, name, ['\0one', '\0another']);
    await page.getByRole('link', { name: String.raw`Compare the versions of caf\xe9.bin` }).click();
    await page.getByText('It is no text, and cannot be shown here').first().waitFor();
    writeFileSync(source, '\0changed once more');
    await page.getByRole('button', { name: 'Keep this version of the source' }).click();
    await page.getByRole('button', { name: 'Keep this one' }).click();
    await page.getByText('It has changed since you saw it').waitFor();
    t.equal(readFileSync(source, 'utf8'), '\0changed once more', 'nothing is lost');
    await page.getByRole('button', { name: 'Look again' }).last().click();
    await page.getByText('18 B').waitFor();
    await page.getByRole('button', { name: 'Keep this version of the destination' }).click();
    await page.getByRole('button', { name: 'Keep this one' }).click();
    await page.getByText('is no conflict any more').waitFor();
    await until(() => readFileSync(destination, 'utf8') === '\0changed once more');
    t.same(complaints, []);
  },
);

t.test(
  'an item with conflicts is told from the others in the list, until they are decided',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, keepAddress, open } = office(t);
    configure(`  - { name: docs, source: source, destination: destination, mode: two-way }
  - { name: mail, source: mail, destination: backup, mode: two-way }\n`);
    const [source, destination] = ['source', 'destination'].map((side) => join(root, side, 'a.txt'));
    writeFileSync(source!, 'as it was');
    const daemon = await open();
    await syncNow(daemon, 'docs');
    const { page } = await openConsole(t, daemon);
    await page.getByRole('link', { name: 'docs', exact: true }).waitFor();
    t.equal(await page.getByRole('link', { name: 'conflict' }).count(), 0);
    writeFileSync(source!, 'here');
    writeFileSync(destination!, 'and there');
    await syncNow(daemon, 'docs');
    const sign = page.getByRole('link', { name: '1 conflict' });
    await sign.waitFor();
    t.same(await seriousFindings(page), []);
    await page.getByRole('combobox', { name: 'Only this state' }).click();
    await page.getByRole('option', { name: 'With conflicts' }).click();
    await page.getByText('1 item', { exact: true }).waitFor();

    keepAddress(daemon);
    await daemon.stop();
    const { ask } = await open();
    await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].conflicts === 1);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await sign.click();
    await page.getByRole('link', { name: 'Compare the versions of a.txt' }).click();
    await page.getByRole('button', { name: 'Keep both' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep both' }).click();
    await page.getByText('Both versions stay').waitFor();
    await page.getByRole('link', { name: 'Items' }).first().click();
    await page.getByText('2 items', { exact: true }).waitFor();
    await sign.waitFor({ state: 'hidden' });
  },
);
