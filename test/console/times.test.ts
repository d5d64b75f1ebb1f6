import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { office, until } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';

t.test(
  'what a live item is behind grows while nothing is heard of the daemon',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure('  - { name: mail, source: source, destination: destination, mode: clone, live: true }\n');
    const { page } = await openConsole(t, await open());
    await page.getByRole('cell', { name: 'Live up to the moment' }).waitFor();
    renameSync(join(root, 'destination'), join(root, 'unplugged'));
    writeFileSync(join(root, 'source', 'new.eml'), 'x');
    const cell = page.getByRole('cell', { name: /a side is away, .* behind/ });
    await cell.waitFor();
    await page.route('**/api/v1/status', () => undefined);
    const seconds = async (): Promise<number> =>
      Number(/([\d.]+) s behind/.exec(await cell.innerText())?.[1] ?? 0);
    const first = await seconds();
    await until(async () => (await seconds()) > first + 2);
    await page.unrouteAll();
    renameSync(join(root, 'unplugged'), join(root, 'destination'));
    await page.getByRole('cell', { name: 'Live up to the moment' }).waitFor();
  },
);

t.test(
  'the times of a schedule are told with their zone, the next runs in that of whoever looks',
  { skip: noBrowser },
  async (t) => {
    const { configure, open } = office(t);
    configure(`  - name: docs
    source: source
    destination: destination
    schedule: { days: mon, at: 02:30 }
    timezone: Asia/Kathmandu\n`);
    const daemon = await open();
    const { page } = await openConsole(t, daemon);
    await page.goto(`${daemon.url}/item/docs`);
    await page.getByText('on Mon at 02:30 (Asia/Kathmandu)').waitFor();
    await page.getByText('In your own time:').waitFor();
    const { nextRuns } = (await daemon.ask('GET', '/api/v1/status')).json.items[0];
    t.equal(new Date(nextRuns[0]).getUTCHours(), 20);
    const own = await page.evaluate<string>(
      `new Date(${JSON.stringify(nextRuns[0])}).toLocaleTimeString('en', { timeStyle: 'medium' })`,
    );
    t.match(await page.getByRole('listitem').first().innerText(), own);
    t.same(await seriousFindings(page), []);
    await page.getByRole('button', { name: 'Edit' }).click();
    const words = page.getByText('Runs on Mon at 02:30 (Asia/Kathmandu)');
    await words.waitFor();
    await page.getByRole('switch', { name: 'Live' }).check();
    await page.getByText('While it is live, its schedules are not followed').waitFor();
    t.equal(await words.count(), 0);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('At each change').waitFor();
    t.equal(await page.getByText('on Mon at 02:30').count(), 0, 'nor is it told as if it were');
  },
);

t.test('since when an item is overdue is told like all other times', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const { page } = await openConsole(t, await open());
  const lastSuccess = new Date(Date.now() - 3 * 3_600_000 - 60_000).toISOString();
  await page.route('**/api/v1/status', async (route) => {
    const status = await (await route.fetch()).json();
    const reason = 'no success since 1970-01-01 00:00:00 UTC, though it was due several times';
    Object.assign(status.items[0], { state: 'overdue', reason, lastSuccess });
    await route.fulfill({ json: status });
  });
  await page.reload();
  await page.getByText('Last success 3 hours ago, though it was due several times since').waitFor();
  const own = await page.evaluate<string>(
    `new Date(${JSON.stringify(lastSuccess)}).toLocaleTimeString('en', { timeStyle: 'medium' })`,
  );
  t.match(await page.getByText('3 hours ago').getAttribute('title'), own);
  t.notMatch(await page.locator('main').innerHTML(), '1970');
});
