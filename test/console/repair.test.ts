import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { office, type OpenDaemon, until } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';
import { syncNow } from './sync-now.ts';

/** Asserts that a daemon which was just started knows how the item stood, and what its next run comes to. */
async function runsOnFrom(
  t: Test,
  daemon: OpenDaemon,
  { known, afterRun }: { readonly known: object; readonly afterRun: object },
): Promise<void> {
  const docs = async () => (await daemon.ask('GET', '/api/v1/status')).json.items[0];
  t.match(await docs(), known, 'a new start of the daemon knows it, too');
  await syncNow(daemon, 'docs');
  t.match(await docs(), afterRun);
}

t.test(
  'held deletes are shown with their proof, approved, and undone afterwards',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination, mode: clone, maxDelete: 0% }\n');
    writeFileSync(join(root, 'source', 'keep.txt'), 'longer than the other');
    const extra = join(root, 'destination', 'extra.txt');
    writeFileSync(extra, 'extra');
    const daemon = await open();
    await syncNow(daemon, 'docs');
    const { page, complaints } = await openConsole(t, daemon);
    await page.getByRole('main').getByText('Held', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'docs' }).click();
    await page.getByRole('tab', { name: 'Held deletes (1)' }).click();
    await page.getByRole('cell', { name: 'extra.txt', exact: true }).waitFor();
    await page.getByText('is not there').waitFor();
    t.same(await seriousFindings(page), []);
    await page.getByRole('button', { name: 'Approve' }).click();
    const asked = page.getByRole('dialog', { name: 'Approve these deletes?' });
    t.ok(existsSync(extra));
    await asked.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The next run carries these out').waitFor();
    await page.getByRole('tab', { name: 'Held deletes', exact: true }).waitFor();
    await page.getByRole('main').getByText('Approved', { exact: true }).waitFor();
    await page.getByText('are approved, and are carried out at the next run').waitFor();
    t.same(await seriousFindings(page), []);
    await page.getByRole('button', { name: 'Carry them out now' }).click();
    await page.getByRole('main').getByText('In sync', { exact: true }).waitFor();
    await until(() => !existsSync(extra));

    await page.getByRole('tab', { name: 'Trash' }).click();
    await page.getByRole('cell', { name: 'extra.txt', exact: true }).waitFor();
    await page.getByLabel('Search the trash').fill('nothing like it');
    await page.getByRole('cell', { name: 'extra.txt', exact: true }).waitFor({ state: 'detached' });
    await page.getByLabel('Search the trash').fill('EXTRA');
    await page.getByRole('button', { name: 'Undo this run' }).click();
    await page.getByRole('button', { name: 'Undo the run' }).click();
    await page.getByText('1 path restored').waitFor();
    t.ok(existsSync(extra), 'it is back');
    t.same(complaints, []);

    await syncNow(daemon, 'docs');
    const [hold] = (await daemon.ask('GET', '/api/v1/items/docs/holds')).json;
    await daemon.ask('POST', `/api/v1/holds/${hold.id}/approve`);
    await daemon.stop();
    await runsOnFrom(t, await open(), {
      known: { state: 'approved', holds: 0 },
      afterRun: { state: 'in-sync', holds: 0 },
    });
  },
);

t.test(
  'what happened to a path is explained, and found among the operations of a run',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination, mode: two-way }\n');
    writeFileSync(join(root, 'source', 'a.txt'), 'first');
    const daemon = await open();
    await syncNow(daemon, 'docs');
    writeFileSync(join(root, 'source', 'a.txt'), 'edited here');
    writeFileSync(join(root, 'destination', 'a.txt'), 'edited there, too');
    const { page, complaints } = await openConsole(t, daemon);
    await page.goto(`${daemon.url}/item/docs/preview`);
    await page.getByText('1 conflict ').waitFor();
    await page.getByRole('button', { name: 'Sync Now' }).click();
    await until(async () => (await daemon.ask('GET', '/api/v1/items/docs/runs')).json.length === 2);
    await page.getByRole('tab', { name: 'Conflicts' }).click();
    await page.getByRole('cell', { name: /a\.conflict-/ }).waitFor();
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.getByRole('link', { name: 'Operations of run 2' }).click();
    await page.getByText(/the other as a\.conflict-/).waitFor();
    await page.getByLabel('Only paths that contain').fill('zzz');
    await page.getByText('No operation is like that').waitFor();
    t.same(await seriousFindings(page), []);
    await page.getByRole('tab', { name: 'Why' }).click();
    await page.getByLabel('Path').fill('a.txt');
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.getByText('What both last agreed on').waitFor();
    await page.getByLabel('Path').fill('never/was');
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.getByText('Neither side nor the journal knows').waitFor();
    t.same(complaints, []);
  },
);

t.test(
  'what was dropped is held no longer until the next run, and an address that leads nowhere shows the item',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination, mode: clone, maxDelete: 0% }\n');
    writeFileSync(join(root, 'source', 'keep.txt'), 'longer than the other');
    writeFileSync(join(root, 'destination', 'extra.txt'), 'extra');
    const daemon = await open();
    await syncNow(daemon, 'docs');
    const { page } = await openConsole(t, daemon);
    await page.goto(`${daemon.url}/item/docs/nowhere`);
    await page.getByText('Last run', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Held deletes (1)' }).click();
    await page.getByRole('button', { name: 'Drop' }).click();
    await page.getByText('No delete is held').waitFor();
    await page.getByText('It comes up again at the next run').waitFor();
    await page.getByRole('tab', { name: 'Held deletes', exact: true }).waitFor();
    const state = page.getByRole('main').getByText('Partial', { exact: true });
    await state.waitFor();
    await page.getByText('The deletes that it held were dropped').waitFor();
    t.same(await seriousFindings(page), []);
    await daemon.stop();
    await runsOnFrom(t, await open(), {
      known: { state: 'partial', holds: 0 },
      afterRun: { state: 'held', holds: 1 },
    });
  },
);
