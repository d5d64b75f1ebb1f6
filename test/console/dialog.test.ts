import { readFileSync } from 'node:fs';
import t from 'tap';
import { office } from '../support/daemon.ts';
import { noBrowser, openConsole } from './browser.ts';

t.test('Escape closes the dialog, but asks before what was typed is lost', { skip: noBrowser }, async (t) => {
  const { root, config, configure, open } = office(t);
  configure('  []\n');
  const before = readFileSync(config, 'utf8');
  const daemon = await open();
  const { page, complaints } = await openConsole(t, daemon);
  const { keyboard } = page;
  const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
  const add = page.getByRole('button', { name: 'Add' });
  await add.click();
  await dialog.waitFor();
  await keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  t.equal(await page.evaluate<string>('document.activeElement?.textContent'), 'Add', 'focus comes back');

  await add.click();
  await dialog.getByLabel('Name').first().fill('mail');
  await dialog.getByRole('group', { name: 'Source' }).getByLabel('Type').click();
  await page.getByRole('option', { name: 'FTP', exact: true }).waitFor();
  await keyboard.press('Escape');
  await page.getByRole('option', { name: 'FTP', exact: true }).waitFor({ state: 'hidden' });
  t.ok(await dialog.isVisible(), 'the list of choices is closed alone');
  await dialog
    .getByRole('group', { name: 'Destination' })
    .getByRole('button', { name: 'Browse for Directory' })
    .click();
  const browser = page.getByRole('dialog', { name: 'Directory' });
  await browser.getByText('What may be browsed').waitFor();
  await keyboard.press('Escape');
  await browser.waitFor({ state: 'hidden' });
  t.ok(await dialog.isVisible(), 'what was opened from the dialog is closed alone');

  await keyboard.press('Escape');
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await question.waitFor();
  await keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  t.equal(await dialog.getByLabel('Name').first().inputValue(), 'mail', 'nothing is lost');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await question.getByRole('button', { name: 'Leave' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await question.waitFor({ state: 'hidden' });
  await add.click();
  t.equal(await dialog.getByLabel('Name').first().inputValue(), '');
  t.equal(readFileSync(config, 'utf8'), before, `nothing is written to ${root}`);
  t.same(complaints, []);
});
