import t, { type Test } from 'tap';
import type { Page, Route } from 'playwright-core';
import type { OpenDaemon } from '../support/daemon.ts';
import { office, until } from '../support/daemon.ts';
import { noBrowser, openConsole } from './browser.ts';
import { syncNow } from './sync-now.ts';

/** The console of a daemon with one item that never ran. */
async function shown(t: Test): Promise<{ readonly daemon: OpenDaemon; readonly page: Page }> {
  const { configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const daemon = await open();
  const { page } = await openConsole(t, daemon);
  return { daemon, page };
}

t.test(
  'an answer that was on its way when a run ended is not taken for how things stand',
  { skip: noBrowser },
  async (t) => {
    const { daemon, page } = await shown(t);
    let release: (() => void) | undefined;
    const late = async (route: Route): Promise<void> => {
      const response = await route.fetch();
      await new Promise<void>((resolve) => (release = resolve));
      await route.fulfill({ response }).catch(() => undefined);
    };
    await page.route('**/api/v1/items/docs/runs?*', late, { times: 1 });
    await page.goto(`${daemon.url}/item/docs/runs`);
    await until(() => release !== undefined);
    await syncNow(daemon, 'docs');
    await page.getByText('In sync', { exact: true }).waitFor();
    release!();
    await page.getByRole('cell', { name: 'Sync Now' }).waitFor();
  },
);

t.test(
  'how things stand is seen though it is told more slowly than things happen',
  { skip: noBrowser },
  async (t) => {
    const { daemon, page } = await shown(t);
    await page.getByRole('cell', { name: 'Never ran' }).waitFor();
    await page.route('**/api/v1/status', async (route) => {
      const response = await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await route.fulfill({ response }).catch(() => undefined);
    });
    let isOver = false;
    const runs = (async () => {
      while (!isOver) await syncNow(daemon, 'docs');
    })();
    await page
      .getByRole('cell', { name: 'Never ran' })
      .waitFor({ state: 'detached' })
      .finally(() => (isOver = true));
    await runs;
  },
);

t.test(
  'a preview that takes long keeps nobody waiting who saves something',
  { skip: noBrowser },
  async (t) => {
    const { daemon, page } = await shown(t);
    await page.route('**/api/v1/items/docs/plan', () => undefined);
    await page.goto(`${daemon.url}/item/docs/preview`);
    await page.getByRole('status', { name: 'Both sides are looked at' }).waitFor();
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit docs' });
    await dialog.getByLabel('Description').fill('seen at once');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('seen at once').waitFor();
  },
);
