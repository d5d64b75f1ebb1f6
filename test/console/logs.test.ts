import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { office, until } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';
import { syncNow } from './sync-now.ts';

t.test(
  'the log file is browsed for: a file that is there, or a new one in a folder',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination }\n');
    mkdirSync(join(root, 'logs'));
    mkdirSync(join(root, 'empty'));
    writeFileSync(join(root, 'logs', 'docs.txt'), 'what happened before\n');
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);
    await page.getByRole('button', { name: 'Add' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
    const field = dialog.getByRole('textbox', { name: 'Log File' });
    await dialog.getByLabel('Name').first().fill('mail');
    const button = dialog.getByRole('button', { name: 'Browse for Log File' });
    const browser = page.getByRole('dialog', { name: 'Log File' });
    await button.click();
    await browser.getByText('What may be browsed').waitFor();
    t.ok(await browser.getByRole('button', { name: 'New file' }).isDisabled(), 'not just anywhere');
    await browser.getByRole('button', { name: root }).click();
    await browser.getByRole('button', { name: 'logs' }).click();
    t.same(await seriousFindings(page), []);
    await browser.getByRole('button', { name: 'docs.txt' }).click();
    await browser.waitFor({ state: 'hidden' });
    t.equal(await field.inputValue(), join(root, 'logs', 'docs.txt'));

    await button.click();
    await browser.getByRole('button', { name: 'docs.txt' }).waitFor();
    await browser.getByRole('button', { name: 'Up' }).click();
    await browser.getByRole('button', { name: 'empty' }).click();
    await browser.getByText('Nothing is in here').waitFor();
    await browser.getByRole('button', { name: 'New file mail.txt in here' }).click();
    t.equal(await field.inputValue(), join(root, 'empty', 'mail.txt'));

    await field.fill('/etc/syncline.txt');
    await button.click();
    await browser.getByText('/etc is not below a directory that may be browsed').waitFor();
    await browser.getByRole('button', { name: 'Show what may be browsed' }).click();
    await browser.getByRole('button', { name: root }).waitFor();
    t.same(complaints, []);
  },
);

t.test('Logs is for items that have a log file', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure(
    [
      '  - { name: told, group: both, source: source, destination: one, logFile: told.txt }',
      '  - { name: quiet, group: both, source: source, destination: two }',
      '  - { name: alone, group: silent, source: source, destination: three }',
      '',
    ].join('\n'),
  );
  const daemon = await open();
  const { page, complaints } = await openConsole(t, daemon);
  const logs = page.getByRole('button', { name: 'Logs' });
  const select = (label: string) => page.getByLabel(label, { exact: true });
  await select('Select told').waitFor();
  for (const name of ['Edit', 'Copy', 'Delete', 'Logs', 'Sync Now'])
    t.ok(await page.getByRole('button', { name }).isDisabled(), `${name}: nothing is selected`);
  await select('Select quiet').check();
  t.ok(await logs.isDisabled(), 'an item without a log file');
  t.ok(await page.getByRole('button', { name: 'Sync Now' }).isEnabled());
  await select('Select told').check();
  await logs.click();
  const log = page.getByRole('dialog');
  await log.getByRole('log').waitFor();
  await page.keyboard.press('Escape');
  await log.waitFor({ state: 'hidden' });
  await select('Select told').uncheck();
  t.ok(await logs.isDisabled());

  await page.getByRole('link', { name: 'Groups' }).click();
  await select('Select the group silent').check();
  t.ok(await logs.isDisabled(), 'a group of items without log files');
  await select('Select the group silent').uncheck();
  await select('Select the group both').check();
  t.ok(await logs.isEnabled());
  t.same(complaints, []);
});

t.test(
  'so many logs that their names fit into no request are followed, too',
  { skip: noBrowser },
  async (t) => {
    const { configure, open } = office(t);
    const names = Array.from({ length: 300 }, (_, index) => `${'n'.repeat(50)}-${index}`);
    const item = (name: string) => `{ name: ${name}, group: many, source: source, destination: ${name} }`;
    configure(`${names.map((name) => `  - ${item(name)}\n`).join('')}
  - { name: told, group: many, source: source, destination: told, logFile: told.txt }
  - { name: other, source: source, destination: other }\n`);
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);
    await page.goto(`${daemon.url}/groups`);
    await page.getByLabel('Select the group many').check();
    await page.getByRole('button', { name: 'Logs' }).click();
    const log = page.getByRole('log');
    await log.getByText('Nothing yet').waitFor();
    await until(async () => {
      await syncNow(daemon, 'other');
      await syncNow(daemon, names.at(-1)!);
      return (await log.getByText('ends with exit code 0').count()) > 0;
    });
    t.equal(await log.getByText('other ends').count(), 0, 'only what was asked for');
    t.same(complaints, []);
  },
);

t.test(
  'a log file that cannot be written is told at the item for as long as that is so',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure(
      '  - { name: docs, source: source, destination: destination, mode: clone, logFile: logs/docs.txt }\n',
    );
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);
    const told = page.getByRole('status').getByText('its folder does not exist: make it');
    await page.goto(`${daemon.url}/item/docs`);
    await told.waitFor();
    await syncNow(daemon, 'docs');
    await page.getByRole('log').getByText('ends with exit code 0').waitFor();
    await page.reload();
    await told.waitFor();
    t.same(await seriousFindings(page), []);
    await page.goto(daemon.url);
    await page.getByLabel('Select docs').check();
    await page.getByRole('button', { name: 'Logs' }).click();
    await told.waitFor();
    mkdirSync(join(root, 'logs'));
    await syncNow(daemon, 'docs');
    await told.waitFor({ state: 'hidden' });
    t.same(complaints, []);
  },
);

t.test(
  'of several logs those that are in order are shown, and what is wrong with the others is told',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    const item = (name: string, logFile: string) =>
      `  - { name: ${name}, group: all, source: source, destination: ${name}, logFile: ${logFile} }\n`;
    configure(item('told', 'told.txt') + item('lost', 'gone/lost.txt') + item('odd', 'file/odd.txt'));
    writeFileSync(join(root, 'file'), '');
    const daemon = await open();
    for (const name of ['told', 'lost', 'odd']) await syncNow(daemon, name);
    const { page, complaints } = await openConsole(t, daemon);
    await page.goto(`${daemon.url}/groups`);
    await page.getByLabel('Select the group all').check();
    await page.getByRole('button', { name: 'Logs' }).click();
    await page.getByRole('log').getByText('told ends with exit code 0').waitFor();
    const told = page.getByRole('status');
    await told.getByText('lost.txt cannot be written: its folder does not exist').waitFor();
    await told.getByText(/odd\.txt cannot be written: .*not a directory/).waitFor();
    t.same(await seriousFindings(page), []);
    rmSync(join(root, 'file'));
    for (const name of ['file', 'gone']) mkdirSync(join(root, name));
    for (const name of ['lost', 'odd']) await syncNow(daemon, name);
    await told.waitFor({ state: 'hidden' });
    await page.getByRole('log').getByText('odd ends with exit code 0').waitFor();
    t.same(complaints, []);
  },
);
