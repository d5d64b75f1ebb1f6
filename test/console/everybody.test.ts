import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t from 'tap';
import { office, until } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';

/** Presses Tab until an element of that name has the focus. Throws after a whole page of them. */
async function tabTo(page: Page, name: string): Promise<void> {
  const MOST_STOPS = 60;
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(
      `(({ activeElement: at }) => at.ariaLabel ?? at.labels?.[0]?.textContent ?? at.textContent)(document) ?? ''`,
    );
    if (focused.trim().startsWith(name)) return;
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

t.test('an item is added and run by the keyboard alone', { skip: noBrowser }, async (t) => {
  const { root, configure, open } = office(t);
  configure('  []\n');
  writeFileSync(join(root, 'source', 'letter.eml'), 'hello');
  const daemon = await open();
  const { page, complaints } = await openConsole(t, daemon);
  const { keyboard } = page;
  await tabTo(page, 'Add');
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await until(() => page.evaluate<boolean>(`document.activeElement?.name === 'name'`));
  await keyboard.type('mail');
  for (const side of ['source', 'destination']) {
    await tabTo(page, 'Directory');
    await keyboard.type(join(root, side));
  }
  await tabTo(page, 'Save');
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await tabTo(page, 'Select mail');
  await keyboard.press('Space');
  await keyboard.press('Shift+Tab');
  await page.getByRole('button', { name: 'Sync Now' }).focus();
  await keyboard.press('Enter');
  await page.getByRole('log').getByText('ends with exit code 0').waitFor();
  t.ok(existsSync(join(root, 'destination', 'letter.eml')));
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  t.same(complaints, []);
});

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 390],
] as const)
  t.test(
    `the views can be read by everybody: ${colorScheme}, ${width} wide`,
    { skip: noBrowser },
    async (t) => {
      const { configure, open } = office(t);
      configure(
        [
          '  - { name: mail, group: g, source: source, destination: destination, mode: clone, live: true }',
          "  - { name: docs, source: destination, destination: other, schedule: { at: '02:30' } }",
          '',
        ].join('\n'),
      );
      const daemon = await open();
      const { page, complaints } = await openConsole(t, daemon, { colorScheme, width });
      const look = async (path: string, text: string) => {
        await page.goto(daemon.url + path);
        await page.getByRole('main').getByText(text).first().waitFor();
        t.same(await seriousFindings(page), [], path);
        const room = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        t.equal(await page.evaluate<number>(room), 0, `${path} has nothing beyond its edge`);
      };
      await look('/', 'docs');
      await look('/groups', 'mail');
      await look('/item/docs', 'Last run');
      await look('/item/docs/runs', 'It never ran');
      await look('/item/docs/trash', 'The trash is empty');
      await look('/tokens', 'There is no token yet');
      await page.goto(daemon.url);
      await page.getByRole('button', { name: 'Add' }).click();
      await page.getByRole('button', { name: 'Add a schedule' }).click();
      await page.getByText('Runs every day at').waitFor();
      t.same(await seriousFindings(page), [], 'the dialog');
      t.same(complaints, []);
    },
  );

t.test(
  'a thousand items are searched, sorted and selected without a frozen page',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    const lines = Array.from(
      { length: 1_000 },
      (_, index) =>
        `  - { name: item-${index}, group: g${index % 10}, source: ${root}/s${index}, destination: ${root}/d${index} }\n`,
    );
    configure(lines.join(''));
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);
    await page.getByText('1,000 items').waitFor();
    // The longest time for which the page answered nothing, while it is used.
    await page.evaluate(`window.longest = 0; new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
  }).observe({ type: 'longtask' })`);
    await page.getByLabel('Search items').pressSequentially('item-77');
    await page.getByText('11 items').waitFor();
    await page.getByLabel('Select all that are shown').check();
    await page.getByText('11 selected').waitFor();
    await page.getByLabel('Search items').fill('');
    await page.getByRole('button', { name: 'State' }).click();
    await page.getByText('1,000 items').waitFor();
    const longestMs = await page.evaluate<number>('window.longest');
    t.comment(`longest task ${longestMs} ms`);
    // INVARIANT of use: far above what it takes even on a busy machine, far below what feels frozen.
    t.ok(longestMs < 2_000, `${longestMs} ms`);
    t.same(complaints, []);
  },
);
