import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import t from 'tap';
import { office } from '../support/daemon.ts';
import { noBrowser, openConsole } from './browser.ts';

const FINGERPRINT = 'ab'.repeat(32);

async function choose(page: Page, within: Locator, label: string, option: string): Promise<void> {
  await within.getByRole('combobox', { name: label, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

async function fill(within: Locator, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(texts))
    await within.getByRole('textbox', { name: label }).first().fill(text);
}

async function fillSides(page: Page, dialog: Locator, destination: string): Promise<void> {
  const source = dialog.getByRole('group', { name: 'Source' });
  await choose(page, source, 'Type', 'FTP');
  await choose(page, source, 'Encryption', 'Implicit TLS (FTPS)');
  await source.getByLabel('Password', { exact: true }).fill('hush hush');
  await fill(source, {
    Server: 'ftp.example.org',
    Port: '2121',
    Username: 'backup',
    Directory: 'mail/all',
    'Certificate fingerprint': FINGERPRINT,
    'Ignore List': '\\.db$\n^cache/',
    'File Check': 'marker.txt=[^yes]',
  });
  const other = dialog.getByRole('group', { name: 'Destination' });
  await fill(other, { Directory: destination, 'Ignore List': '~$', 'File Check': '/media/disk.txt' });
}

async function fillSchedules(page: Page, dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Add a schedule' }).click();
  const first = dialog.getByRole('group', { name: 'Schedule 1' });
  for (const day of ['Sat', 'Sun']) await first.getByRole('checkbox', { name: day }).press('Space');
  await first.getByRole('radio', { name: 'Every' }).press('Space');
  await fill(first, { 'How often': '15' });
  await first.getByRole('switch', { name: 'only between' }).press('Space');
  await first.getByLabel('From').fill('07:30');
  await first.getByLabel('To', { exact: true }).fill('19:00');
  await dialog.getByRole('button', { name: 'Add a schedule' }).click();
  const second = dialog.getByRole('group', { name: 'Schedule 2' });
  await second.getByRole('radio', { name: 'Days of month' }).press('Space');
  await fill(second, { 'Days of month': '7;14;28' });
  await second.getByLabel('At', { exact: true }).fill('03:15');
  await dialog.getByText('The next runs, in your own time').waitFor();
  await fill(dialog, { 'Time zone': 'Europe/Prague' });
  await dialog.getByRole('switch', { name: 'Catch up' }).press('Space');
}

async function fillAdvanced(page: Page, dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: /^Conflicts, trash/ }).click();
  await choose(page, dialog, 'In a conflict', 'the larger version');
  await choose(page, dialog, 'Files differ by', 'content');
  await fill(dialog, {
    'Keep for days': '7',
    'Hold deletes above': '30%',
    Connections: '4',
    Bandwidth: '10MiB/s',
    Timeout: '60',
    Retries: '5',
  });
}

t.test(
  'every field of the dialog reaches the configuration, and is shown again as it was',
  { skip: noBrowser },
  async (t) => {
    const { root, config, configure, open } = office(t);
    configure('  []\n');
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);
    await page.getByRole('button', { name: 'Add' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
    await fill(dialog, { Name: 'all', Description: 'All of it', 'Log File': join(root, 'all.txt') });
    await dialog.getByRole('combobox', { name: 'Group' }).fill('everything');
    await dialog.getByLabel('Two-way', { exact: true }).check();
    await dialog.getByRole('switch', { name: 'Recursive' }).press('Space');
    await fillSides(page, dialog, join(root, 'destination'));
    await fillSchedules(page, dialog);
    await fillAdvanced(page, dialog);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const { item } = (await daemon.ask('GET', '/api/v1/items/all')).json;
    t.same(item, {
      name: 'all',
      description: 'All of it',
      group: 'everything',
      mode: 'two-way',
      recursive: false,
      source: {
        type: 'ftp',
        tls: 'implicit',
        server: 'ftp.example.org',
        port: 2121,
        username: 'backup',
        password: { secret: 'all.source' },
        fingerprint: FINGERPRINT,
        directory: 'mail/all',
        ignore: ['\\.db$', '^cache/'],
        fileCheck: 'marker.txt=[^yes]',
      },
      destination: {
        type: 'directory',
        path: join(root, 'destination'),
        ignore: ['~$'],
        fileCheck: '/media/disk.txt',
      },
      schedule: [
        { days: ['mon', 'tue', 'wed', 'thu', 'fri'], every: '15 minutes', between: '07:30-19:00' },
        { daysOfMonth: '7;14;28', at: '03:15' },
      ],
      timezone: 'Europe/Prague',
      catchUp: true,
      conflict: 'larger',
      compare: 'content',
      trash: { keepDays: 7 },
      maxDelete: '30%',
      limits: { connections: 4, bandwidth: '10MiB/s', timeout: 60, retries: 5 },
      logFile: join(root, 'all.txt'),
    });
    const written = readFileSync(config, 'utf8');
    t.notMatch(written, 'hush hush');

    await page.getByLabel('Select all', { exact: true }).check();
    await page.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit all' });
    await edit.getByRole('group', { name: 'Schedule 2' }).waitFor();
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'hidden' });
    t.equal(readFileSync(config, 'utf8'), written, 'saved as it is, nothing changes');

    await page.getByRole('button', { name: 'Edit' }).click();
    await edit.getByRole('switch', { name: 'Live' }).press('Space');
    await fill(edit, { Settle: '2s', 'Compare everything every': '2h', 'Look at remote sides every': '5m' });
    await edit.getByRole('switch', { name: 'On', exact: true }).first().press('Space');
    await edit.getByRole('button', { name: 'Remove schedule 2' }).click();
    await edit.getByRole('button', { name: /^Conflicts, trash/ }).click();
    await edit.getByRole('switch', { name: 'Trash' }).press('Space');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'hidden' });
    const changed = (await daemon.ask('GET', '/api/v1/items/all')).json.item;
    t.match(changed, { live: true, settle: '2s', auditEvery: '2h', pollEvery: '5m', trash: 'off' });
    t.match(changed.schedule, { disabled: true, every: '15 minutes' });
    t.same(complaints, []);
  },
);

t.test('an SFTP side is written with its key and the pin of its host key', { skip: noBrowser }, async (t) => {
  const { root, configure, open } = office(t);
  configure('  []\n');
  const daemon = await open();
  const { page, complaints } = await openConsole(t, daemon);
  await page.getByRole('button', { name: 'Add' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
  await fill(dialog, { Name: 'keys' });
  await fill(dialog.getByRole('group', { name: 'Source' }), { Directory: join(root, 'source') });
  const destination = dialog.getByRole('group', { name: 'Destination' });
  await choose(page, destination, 'Type', 'SFTP');
  await fill(destination, {
    Server: 'backup.example.org',
    Username: 'backup',
    'Private key': '/etc/syncline/backup-key',
    Directory: 'mail',
    'Host key fingerprint': FINGERPRINT,
  });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const { item } = (await daemon.ask('GET', '/api/v1/items/keys')).json;
  t.same(item, {
    name: 'keys',
    source: { type: 'directory', path: join(root, 'source') },
    destination: {
      type: 'sftp',
      server: 'backup.example.org',
      username: 'backup',
      privateKey: { file: '/etc/syncline/backup-key' },
      fingerprint: FINGERPRINT,
      directory: 'mail',
    },
  });
  const edit = async (texts: Readonly<Record<string, string>>, password?: string) => {
    await page.getByLabel('Select keys', { exact: true }).check();
    await page.getByRole('button', { name: 'Edit' }).click();
    const opened = page.getByRole('dialog', { name: 'Edit keys' });
    const side = opened.getByRole('group', { name: 'Destination' });
    await fill(side, texts);
    if (password !== undefined) await side.getByLabel('Password', { exact: true }).fill(password);
    await opened.getByRole('button', { name: 'Save' }).click();
    await opened.waitFor({ state: 'hidden' });
    return (await daemon.ask('GET', '/api/v1/items/keys')).json.item.destination;
  };
  const stored = { secret: 'keys.destination' };
  t.match(await edit({}, 'its passphrase'), {
    privateKey: { file: '/etc/syncline/backup-key' },
    password: stored,
  });
  t.match(await edit({ Directory: 'letters' }), { directory: 'letters', password: stored }, 'kept');
  const withoutKey = await edit({ 'Private key': '' });
  t.notOk('privateKey' in withoutKey || 'password' in withoutKey, 'no passphrase is sent as a password');
  t.same(complaints, []);
});
