import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { office } from '../support/daemon.ts';
import { serverFor, skipReason } from '../support/servers.ts';
import { noBrowser, openConsole } from './browser.ts';

t.test(
  'a server is set up by the dialog; its password goes to the encrypted store and stays',
  { skip: noBrowser || skipReason('proftpd') },
  async (t) => {
    const server = await serverFor(t, 'proftpd');
    const address = new URL(server.url);
    const { root, config, configure, open } = office(t);
    configure('  []\n');
    writeFileSync(join(root, 'source', 'letter.eml'), 'hello');
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);
    await page.getByRole('button', { name: 'Add' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
    await dialog.getByLabel('Name', { exact: false }).first().fill('offsite');
    await dialog
      .getByRole('group', { name: 'Source' })
      .getByRole('textbox', { name: 'Directory' })
      .fill(join(root, 'source'));
    const side = dialog.getByRole('group', { name: 'Destination' });
    await side.getByLabel('Type').click();
    await page.getByRole('option', { name: 'FTP', exact: true }).click();
    await side.getByRole('textbox', { name: 'Server' }).fill(address.hostname);
    await side.getByRole('textbox', { name: 'Port' }).fill(address.port);
    await side.getByLabel('Encryption').click();
    await page.getByRole('option', { name: 'None' }).click();
    await side.getByRole('textbox', { name: 'Username' }).fill(decodeURIComponent(address.username));
    await side.getByLabel('Password', { exact: true }).fill('not the password');
    await side.getByRole('textbox', { name: 'Directory' }).fill('by dialog');
    await side.getByRole('button', { name: 'Test connection' }).click();
    const probe = page.getByRole('dialog', { name: 'Test of the destination' });
    await probe.getByText(/does not work/).waitFor();
    await page.keyboard.press('Escape');
    await probe.waitFor({ state: 'hidden' });
    await side.getByLabel('Password', { exact: true }).fill(server.password);
    await dialog.getByRole('button', { name: 'Preview' }).click();
    const preview = page.getByRole('dialog', { name: 'Preview' });
    await preview.getByText('1 copied').waitFor();
    await preview.getByRole('button', { name: 'Close' }).click();
    await preview.waitFor({ state: 'hidden' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    t.match(readFileSync(config, 'utf8'), 'secret: offsite.destination');
    t.notMatch(readFileSync(config, 'utf8'), server.password);

    await page.getByRole('link', { name: 'offsite' }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit offsite' });
    await edit.getByLabel('Description').fill('Another town');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'hidden' });
    t.match(readFileSync(config, 'utf8'), 'secret: offsite.destination', 'what was not typed again is kept');
    await page.getByRole('button', { name: 'Sync Now' }).click();
    await page.getByRole('log').getByText('ends with exit code 0').waitFor();
    t.equal(readFileSync(join(server.directory, 'by dialog', 'letter.eml'), 'utf8'), 'hello');
    t.same(complaints, []);
  },
);

t.test('a run is watched as it goes on, and stopped', { skip: noBrowser }, async (t) => {
  const { root, configure, open } = office(t);
  configure(
    '  - { name: slow, source: source, destination: destination, mode: clone, limits: { bandwidth: 1KiB/s } }\n',
  );
  writeFileSync(join(root, 'source', 'big.bin'), Buffer.alloc(300_000));
  const daemon = await open();
  const { page, complaints } = await openConsole(t, daemon);
  await page.getByLabel('Select slow').check();
  await page.getByRole('button', { name: 'Sync Now' }).click();
  await page.getByRole('log').getByText('begins when asked').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('cell', { name: /^Running/ }).waitFor();
  await page.getByRole('link', { name: 'slow' }).click();
  await page.getByRole('progressbar', { name: 'Progress of slow' }).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('the last run was stopped').waitFor();
  t.notOk(existsSync(join(root, 'destination', 'big.bin')));
  t.equal(statSync(join(root, 'source', 'big.bin')).size, 300_000);
  t.same(complaints, []);
});

t.test('folders are browsed, but only where that is allowed', { skip: noBrowser }, async (t) => {
  const { root, configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const daemon = await open();
  const { page, complaints } = await openConsole(t, daemon);
  await page.getByRole('button', { name: 'Add' }).click();
  const side = page.getByRole('group', { name: 'Source' });
  await side.getByRole('button', { name: 'Browse for Directory' }).click();
  const browser = page.getByRole('dialog', { name: 'Directory' });
  await browser.getByRole('button', { name: root }).click();
  await browser.getByRole('button', { name: 'destination' }).click();
  await browser.getByText('Nothing is in here').waitFor();
  await browser.getByRole('button', { name: 'Choose this folder' }).click();
  await browser.waitFor({ state: 'hidden' });
  t.equal(await side.getByRole('textbox', { name: 'Directory' }).inputValue(), join(root, 'destination'));
  await side.getByRole('textbox', { name: 'Directory' }).fill('/etc');
  await side.getByRole('button', { name: 'Browse for Directory' }).click();
  await browser.getByText('not below a directory that may be browsed').waitFor();
  await page.keyboard.press('Escape');
  t.same(complaints, []);
});
