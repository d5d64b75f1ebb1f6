import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Page } from 'playwright-core';
import { office } from '../support/daemon.ts';
import { focusIs, noBrowser, openConsole, seriousFindings } from './browser.ts';

/** Waits until a field of this name has the focus. */
const focused = (page: Page, name: string): Promise<void> =>
  focusIs(page, `it.getAttribute('name') === ${JSON.stringify(name)}`);

t.test(
  'each thing that is wrong is told at its field, which gets the focus, and nothing typed is lost',
  { skip: noBrowser },
  async (t) => {
    const { root, config, configure, open } = office(t);
    mkdirSync(join(root, 'third'));
    configure('  - { name: docs, source: source, destination: destination }\n');
    const before = readFileSync(config, 'utf8');
    const { page } = await openConsole(t, await open());
    await page.getByRole('button', { name: 'Add' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
    const [source, destination] = ['Source', 'Destination'].map((name) =>
      dialog.getByRole('group', { name }),
    );
    const save = dialog.getByRole('button', { name: 'Save' });
    const section = dialog.getByRole('button', { name: 'Conflicts, trash' });
    await dialog.getByLabel('Name').first().fill('mail');
    await source!.getByRole('textbox', { name: 'Directory' }).fill(join(root, 'third'));
    await destination!.getByRole('textbox', { name: 'Directory' }).fill(join(root, 'destination'));

    await section.click();
    await dialog.getByLabel('Connections').fill('0');
    await dialog.getByLabel('Bandwidth').fill('fast');
    await section.click();
    await save.click();
    await focused(page, 'limits.connections');
    await dialog.getByText('A whole number from 1 to 64').waitFor();
    await dialog.getByLabel('Connections').fill('');
    await section.click();
    await source!.getByLabel('Ignore List').fill('\\.tmp$\n(?=x)\n[');
    await source!.getByLabel('File Check').fill('=[x]');
    await save.click();
    await focused(page, 'source.fileCheck');
    const note = dialog.getByRole('alert');
    await note.getByText('Source, File Check: It says no path').waitFor();
    await note.getByText('Bandwidth: It is not a rate in bytes per second').waitFor();
    await source!.getByLabel('File Check').fill('');
    t.equal(
      await dialog.getByText('It says no path', { exact: false }).count(),
      1,
      'what was changed is asked anew',
    );
    await dialog.getByText('It is not a rate in bytes per second').first().waitFor();
    await dialog.getByLabel('Bandwidth').fill('');
    await save.click();
    await focused(page, 'source.ignore');
    await note.getByText('look-around and back-references do not exist here').waitFor();
    t.equal(await note.getByText(/^Source, Ignore List: The pattern/).count(), 2);
    t.notMatch(await note.innerText(), config, 'what is in no file yet has no line in one');
    await source!.getByLabel('Ignore List').fill('');

    await destination!.getByLabel('Type').click();
    await page.getByRole('option', { name: 'Address (URL)' }).click();
    await destination!.getByLabel('Address').fill('backup.example.org/mail');
    await save.click();
    await focused(page, 'destination.url');
    await destination!.getByText('An address begins with ftp://').waitFor();
    await destination!.getByLabel('Type').click();
    await page.getByRole('option', { name: 'Directory' }).click();

    await save.click();
    await note.getByText(/^It writes into .*, which the item docs writes too/).waitFor();
    await focusIs(page, `it.textContent.startsWith('It was not saved')`);
    await destination!.getByRole('textbox', { name: 'Directory' }).fill(join(root, 'fourth'));

    await dialog.getByRole('button', { name: 'Add a schedule' }).click();
    const schedule = dialog.getByRole('group', { name: 'Schedule 1' });
    for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])
      await schedule.getByText(day, { exact: true }).click();
    await save.click();
    await focused(page, 'schedule.0.days');
    await schedule.getByText('Mon', { exact: true }).click();
    await schedule.getByText('Every', { exact: true }).click();
    await schedule.getByRole('switch', { name: 'only between' }).check();
    await schedule.getByLabel('To', { exact: true }).fill('08:00');
    await dialog.getByText('The next runs are told here once').waitFor();
    await save.click();
    await focused(page, 'schedule.0.between');
    await dialog.getByText('Two different times').waitFor();
    t.equal(readFileSync(config, 'utf8'), before);
    await schedule.getByLabel('To', { exact: true }).fill('09:00');
    await save.click();
    await dialog.waitFor({ state: 'hidden' });
    t.match(readFileSync(config, 'utf8'), /between: 08:00-09:00/);
  },
);

t.test('the focus stays where the work is', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const { page } = await openConsole(t, await open());
  const on = (text: string): Promise<void> =>
    focusIs(page, `(it.getAttribute('aria-label') ?? it.textContent) === ${JSON.stringify(text)}`);
  await page.getByRole('link', { name: 'docs' }).focus();
  await page.keyboard.press('Enter');
  await focusIs(page, `it.id === 'main'`);
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit docs' });
  await dialog.getByRole('button', { name: 'Add a schedule' }).click();
  await dialog.getByRole('button', { name: 'Remove schedule 1' }).click();
  await on('Add a schedule');
  for (const [button, opened] of [
    ['Preview', 'Preview'],
    ['Browse for Log File', 'Log File'],
    ['Test connection', 'Test of the source'],
  ] as const) {
    await dialog.getByRole('button', { name: button }).first().click();
    const above = page.getByRole('dialog', { name: opened, exact: true });
    await above.waitFor();
    await page.keyboard.press('Escape');
    await above.waitFor({ state: 'hidden' });
    await on(button);
  }
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await on('Edit');
});

const REFUSED = {
  status: 503,
  contentType: 'application/problem+json',
  body: JSON.stringify({ code: 'busy', detail: 'Not now.' }),
};

t.test('who could not sign out is told, and is still signed in', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const { page } = await openConsole(t, await open());
  await page.route('**/api/v1/session', (route) =>
    route.request().method() === 'DELETE' ? route.fulfill(REFUSED) : route.continue(),
  );
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  const told = page.getByRole('dialog', { name: 'You are still signed in' });
  await told.getByText('Not now.').waitFor();
  t.same(await seriousFindings(page), []);
  await page.unrouteAll();
  await told.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
});

t.test('what did not work is not told of the next question', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure('  - { name: docs, source: source, destination: destination }\n');
  const { page } = await openConsole(t, await open());
  await page.getByLabel('Select docs').check();
  await page.route('**/api/v1/items/docs', (route) => route.fulfill(REFUSED));
  const asked = page.getByRole('dialog', { name: 'Delete docs?' });
  for (let time = 0; time < 2; time += 1) {
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await asked.getByText('No file on either side is touched').waitFor();
    t.equal(await asked.getByRole('alert').count(), 0);
    await asked.getByRole('button', { name: 'Delete' }).click();
    await asked.getByText('Not now.').waitFor();
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'hidden' });
  }
});
