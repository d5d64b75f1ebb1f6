import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Page } from 'playwright-core';
import { office, until } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';
import { syncNow } from './sync-now.ts';

/** How often something was asked for so far. */
function asked(page: Page, method: string, path: string): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.method() === method && new URL(request.url()).pathname === path) count += 1;
  });
  return () => count;
}

/** Whoever looks at something else, and comes back. */
async function lookAway(page: Page): Promise<void> {
  for (const state of ['hidden', 'visible'])
    await page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
}

t.test('a preview is computed when it is wanted, and says how old it is', { skip: noBrowser }, async (t) => {
  const { root, config, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  writeFileSync(join(root, 'source', 'a.txt'), 'a');
  writeFileSync(join(root, 'source', 'b.tmp'), 'b');
  const daemon = await open();
  const { page, complaints } = await openConsole(t, daemon);
  const plans = asked(page, 'POST', '/api/v1/items/docs/plan');
  const looks = asked(page, 'GET', '/api/v1/items/docs');
  await page.goto(`${daemon.url}/item/docs/preview`);
  await page.getByText('2 copied').waitFor();
  await page.getByText(/^Both sides were looked at/).waitFor();
  t.equal(plans(), 1);
  t.same(await seriousFindings(page), []);

  const before = looks();
  await lookAway(page);
  await until(() => looks() > before);
  await page.getByText('something may have happened since').waitFor();
  t.equal(plans(), 1, 'a look elsewhere asks for none');
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('something may have happened since').waitFor({ state: 'hidden' });
  t.equal(plans(), 2);

  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit docs' });
  await dialog.getByRole('group', { name: 'Source' }).getByLabel('Ignore List').fill('\\.tmp$');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('1 copied').waitFor();
  writeFileSync(config, readFileSync(config, 'utf8').replace('.tmp$', '.txt$'));
  await page.getByRole('cell', { name: 'b.tmp' }).waitFor();
  t.equal(plans(), 4, 'other settings do');

  const shown = plans();
  await syncNow(daemon, 'docs');
  await page.getByText('something may have happened since').waitFor();
  t.equal(plans(), shown, 'nor does a run');
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('Nothing would be done').waitFor();
  t.equal(plans(), shown + 1);
  t.same(complaints, []);
});

t.test('so is the preview of what is being written', { skip: noBrowser }, async (t) => {
  const { root, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const daemon = await open();
  const { page } = await openConsole(t, daemon);
  const [plans, looks] = [
    asked(page, 'POST', '/api/v1/draft/plan'),
    asked(page, 'GET', '/api/v1/items/docs'),
  ];
  await page.goto(`${daemon.url}/item/docs`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog', { name: 'Edit docs' }).getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('dialog', { name: 'Preview' });
  await preview.getByText('Nothing would be done').waitFor();
  const before = looks();
  await lookAway(page);
  await until(() => looks() > before);
  t.equal(plans(), 1);
  writeFileSync(join(root, 'source', 'a.txt'), 'a');
  await preview.getByRole('button', { name: 'Look again' }).click();
  await preview.getByText('1 copied').waitFor();
  t.equal(plans(), 2);
});
