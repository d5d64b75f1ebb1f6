import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { office } from '../support/daemon.ts';
import { noBrowser, openConsole } from './browser.ts';

/** For a busy machine. */
const PATIENCE_MS = 800_000;
const FOLDERS = 100;
const FILES_IN_EACH = 1_000;

/** Folders full of empty files. */
function plantMany(root: string): void {
  for (let folder = 0; folder < FOLDERS; folder += 1) {
    const path = join(root, `folder-${folder}`);
    mkdirSync(path);
    for (let file = 0; file < FILES_IN_EACH; file += 1) writeFileSync(join(path, `${file}.eml`), '');
  }
}

/** Gathers how long the page answered nothing, and how many elements it had at most. */
const WATCH = `
  window.longest = 0;
  window.elements = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
  }).observe({ type: 'longtask' });
  setInterval(() => (window.elements = Math.max(window.elements, document.querySelectorAll('*').length)), 250);
`;

t.test(
  'a run of 100 000 operations is watched without a frozen page, and looked through',
  { skip: noBrowser, timeout: PATIENCE_MS },
  async (t) => {
    const { root, configure, open } = office(t);
    configure(
      `  - { name: many, source: source, destination: destination, mode: clone, logFile: ${root}/many.txt }\n`,
    );
    plantMany(join(root, 'source'));
    const daemon = await open(PATIENCE_MS);
    const { page, complaints } = await openConsole(t, daemon);
    await page.getByRole('link', { name: 'many' }).click();
    await page.getByRole('log').waitFor();
    await page.evaluate(WATCH);
    await page.getByRole('button', { name: 'Sync Now' }).click();
    await page.getByRole('progressbar', { name: 'Progress of many' }).waitFor();
    const end = page.getByRole('log').getByText('ends with exit code 0');
    await end.waitFor({ timeout: 600_000 });
    t.ok(await end.isVisible(), 'the log follows');
    t.match(await end.textContent(), '100,000 files copied');
    await page.getByText('Only the latest lines are shown').waitFor();

    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.getByRole('link', { name: 'Operations of run 1' }).click();
    await page.getByText('The first 50,000 operations are kept; 50,100 more are counted only').waitFor();
    await page.getByRole('row').nth(50).waitFor();
    t.equal(await page.getByRole('row').count(), 51, 'a page of them at a time');
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('combobox', { name: 'Only this operation' }).click();
    await page.getByRole('option', { name: 'mkdir' }).click();
    await page.getByRole('cell', { name: 'mkdir' }).first().waitFor();
    await page.getByLabel('Only paths that contain').fill('folder-1/');
    await page.getByText('No operation is like that').waitFor();

    const longestMs = await page.evaluate<number>('window.longest');
    const elements = await page.evaluate<number>('window.elements');
    t.comment(`longest task ${longestMs} ms, at most ${elements} elements`);
    // Most of it is waiting for a processor on a busy machine; a page that keeps all lines needs 13 s even on an idle one.
    t.ok(longestMs < 6_000, `${longestMs} ms`);
    t.ok(elements < 5_000, `${elements} elements`);
    t.same(complaints, []);
  },
);
