import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { office, until } from '../support/daemon.ts';
import { noBrowser, openBrowser, openConsole, PASSWORD, seriousFindings } from './browser.ts';

t.test(
  'the console is set up with the code of the log, left, and entered again',
  { skip: noBrowser },
  async (t) => {
    const { configure, open } = office(t);
    configure('  []\n');
    const daemon = await open();
    const { page } = await openConsole(t, daemon);
    t.ok(await page.getByText('Nothing is kept in step yet').isVisible(), 'what to do is said');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('That is not right').waitFor();
    t.same(await seriousFindings(page), []);
    const other = await openBrowser(t, daemon);
    await other.page.goto(`${daemon.url}/items`);
    await other.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await other.page.getByRole('button', { name: 'Sign in' }).click();
    await other.page.getByRole('navigation', { name: 'Views' }).waitFor();
    await other.page.getByText('Nothing is kept in step yet').waitFor();
    t.same(other.complaints, []);
  },
);

t.test(
  'an item is added, tried, run, watched, changed, copied and deleted',
  { skip: noBrowser },
  async (t) => {
    const { root, config, configure, open } = office(t);
    configure('  []\n');
    writeFileSync(join(root, 'source', 'letter.eml'), 'hello');
    const hostile = '<img src=x onerror=document.title="taken">.eml';
    writeFileSync(join(root, 'source', hostile), 'x');
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);

    await page.getByRole('button', { name: 'Add' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('An item needs a name').waitFor();
    await dialog.getByLabel('Name').fill('not a name');
    await dialog.getByText('Only letters, digits').waitFor();
    await dialog.getByLabel('Name').fill('mail');
    await dialog.getByLabel('Description').fill('All mail');
    await dialog.getByLabel('Group').fill('backups');
    await dialog.getByRole('textbox', { name: 'Log File' }).fill(join(root, 'mail.txt'));
    await dialog.getByLabel('One-way clone').check();
    const sides = {
      source: dialog.getByRole('group', { name: 'Source' }),
      destination: dialog.getByRole('group', { name: 'Destination' }),
    };
    await sides.source.getByRole('textbox', { name: 'Directory' }).fill(join(root, 'source'));
    await sides.destination.getByRole('textbox', { name: 'Directory' }).fill(join(root, 'source', 'inside'));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('It was not saved').waitFor();
    await sides.destination.getByRole('textbox', { name: 'Directory' }).fill(join(root, 'destination'));
    t.same(await seriousFindings(page), [], 'the dialog');

    await sides.destination.getByRole('button', { name: 'Test connection' }).click();
    const probe = page.getByRole('dialog', { name: 'Test of the destination' });
    await probe.getByText('It works').waitFor();
    await probe.getByRole('row', { name: 'Files can be renamed yes' }).waitFor();
    await probe.getByText('which was removed again').waitFor();
    await page.keyboard.press('Escape');
    await probe.waitFor({ state: 'hidden' });
    await sides.source.getByLabel('Ignore List').fill('\\.tmp$');
    await dialog.getByRole('button', { name: 'Preview' }).click();
    const preview = page.getByRole('dialog', { name: 'Preview' });
    await preview.getByText('2 copied').waitFor();
    await preview.getByText(hostile).waitFor();
    t.notOk(existsSync(join(root, 'destination', 'letter.eml')), 'a preview writes nothing');
    await preview.getByRole('button', { name: 'Close' }).click();
    await preview.waitFor({ state: 'hidden' });
    await dialog.getByRole('button', { name: 'Add a schedule' }).click();
    await dialog.getByText('Runs every day at 02:00').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });

    await page.getByLabel('Select mail', { exact: true }).check();
    await page.getByRole('button', { name: 'Sync Now' }).click();
    const log = page.getByRole('log');
    await log.getByText('ends with exit code 0').waitFor();
    await log.getByText(hostile).waitFor();
    t.equal(readFileSync(join(root, 'destination', 'letter.eml'), 'utf8'), 'hello');
    await page.keyboard.press('Escape');
    await page.getByRole('main').getByText('In sync').waitFor();
    await page.getByRole('button', { name: 'Logs' }).click();
    await log.getByText('begins when asked').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit mail' });
    t.equal(await edit.getByLabel('Description').inputValue(), 'All mail');
    await edit.getByLabel('Description').fill('The mail of everybody');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'hidden' });
    await page.getByText('The mail of everybody').waitFor();

    mkdirSync(join(root, 'second'));
    await page.getByRole('button', { name: 'Copy' }).click();
    const copy = page.getByRole('dialog', { name: 'Copy mail' });
    const copysLog = copy.getByRole('textbox', { name: 'Log File' });
    t.equal(await copysLog.inputValue(), join(root, 'mail-copy.txt'), 'two items in one log are a riddle');
    await copy.getByLabel('Name').fill('mail-2');
    await copy
      .getByRole('group', { name: 'Destination' })
      .getByRole('textbox', { name: 'Directory' })
      .fill(join(root, 'second'));
    await copy.getByRole('button', { name: 'Save' }).click();
    await copy.waitFor({ state: 'hidden' });

    await page.getByRole('link', { name: 'Groups' }).click();
    await page.getByLabel('Select the group backups').check();
    await page.getByRole('button', { name: 'Sync Now' }).click();
    await page
      .getByRole('dialog', { name: 'Logs of 2 items' })
      .getByText('[mail-2] mail-2 ends with exit code 0')
      .waitFor();
    t.ok(existsSync(join(root, 'second', 'letter.eml')));
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Items' }).click();
    await page.getByLabel('Select mail-2').check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'mail-2' }).waitFor({ state: 'detached' });
    t.match(readFileSync(config, 'utf8'), /name: mail\n/);
    t.notMatch(readFileSync(config, 'utf8'), 'mail-2');
    t.ok(existsSync(join(root, 'second', 'letter.eml')), 'no file is touched');
    t.equal(await page.title(), 'Syncline', 'a file name is text');
    t.same(complaints, []);
  },
);

t.test('a list follows by itself, an edit of the file too', { skip: noBrowser }, async (t) => {
  const { root, config, configure, open } = office(t);
  configure(`  - { name: mail, source: source, destination: destination, mode: clone, live: true }\n`);
  const daemon = await open();
  const { page, complaints } = await openConsole(t, daemon);
  await page.getByRole('cell', { name: 'Live up to the moment' }).waitFor();
  await page.getByRole('link', { name: 'mail' }).click();
  await page.getByRole('log').waitFor();
  writeFileSync(join(root, 'source', 'new.eml'), 'x');
  await page.getByRole('log').getByText('new.eml').waitFor();
  await until(() => existsSync(join(root, 'destination', 'new.eml')));
  await page.goto(daemon.url);
  await page.getByRole('link', { name: 'mail' }).waitFor();
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace('mode: clone', 'mode: clown'));
  await page.getByText('is not in force').waitFor();
  writeFileSync(config, text.replace('name: mail', 'name: post'));
  await page.getByRole('link', { name: 'post' }).waitFor();
  t.same(complaints, []);
});
