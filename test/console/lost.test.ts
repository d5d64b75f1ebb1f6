import { readFileSync } from 'node:fs';
import t from 'tap';
import { office } from '../support/daemon.ts';
import { focusIs, noBrowser, openConsole, PASSWORD, seriousFindings } from './browser.ts';

t.test(
  'a daemon that went away is told of, with what was known; when it is back the console is too',
  { skip: noBrowser },
  async (t) => {
    const { configure, keepAddress, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination }\n');
    const daemon = await open();
    const { page } = await openConsole(t, daemon);
    await page.getByRole('link', { name: 'docs' }).waitFor();
    keepAddress(daemon);
    await daemon.stop();
    const alert = page.getByRole('alert');
    await alert.getByText('No answer from the daemon').waitFor();
    await alert.getByText('What is shown is how things stood').waitFor();
    t.ok(await page.getByRole('link', { name: 'docs' }).isVisible(), 'what was known stays');
    t.same(await seriousFindings(page), []);
    const again = await open();
    t.equal(again.url, daemon.url);
    await page.getByText('Your session has ended').waitFor();
    t.same(await seriousFindings(page), []);
    // Who was signed in is not written down.
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'docs' }).waitFor();
    t.equal(await page.getByText('No answer from the daemon').count(), 0);
  },
);

t.test('what is being written outlives the daemon and the session', { skip: noBrowser }, async (t) => {
  const { root, config, configure, keepAddress, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const daemon = await open();
  const { page } = await openConsole(t, daemon);
  await page.getByRole('button', { name: 'Add' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
  await dialog.getByLabel('Name').first().fill('mail');
  await dialog.getByLabel('Description').fill('typed before');
  for (const [side, path] of [
    ['Source', '/srv/mail'],
    ['Destination', '/srv/backup'],
  ] as const)
    await dialog.getByRole('group', { name: side }).getByRole('textbox', { name: 'Directory' }).fill(path);
  keepAddress(daemon);
  await daemon.stop();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('The daemon does not answer').waitFor();
  await open();
  const door = page.getByRole('dialog', { name: 'Sign in again' });
  await door.getByLabel('Password', { exact: true }).fill('not this one');
  await door.getByRole('button', { name: 'Sign in' }).click();
  await door.getByText('That is not right').waitFor();
  await focusIs(page, `it.closest('[aria-label="Sign in again"]') !== null`);
  await page.keyboard.press('Escape');
  t.ok(await door.isVisible(), 'there is no way past it');
  await door.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await door.getByRole('button', { name: 'Sign in' }).click();
  await door.waitFor({ state: 'hidden' });
  t.equal(await dialog.getByLabel('Description').inputValue(), 'typed before');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'mail', exact: true }).waitFor();
  t.match(readFileSync(config, 'utf8'), 'typed before', root);
});
