import { readFileSync } from 'node:fs';
import t from 'tap';
import type { Page, Route } from 'playwright-core';
import { office, until } from '../support/daemon.ts';
import { focusIs, noBrowser, openConsole, PASSWORD, seriousFindings } from './browser.ts';

/** Keeps what is sent there until it is let go: on, or refused. */
async function held(page: Page, url: string): Promise<(how: 'on' | 'refused') => Promise<void>> {
  let waiting: Route | undefined;
  await page.route(url, (route) => {
    if (route.request().method() === 'GET') return route.continue();
    waiting = route;
    return undefined;
  });
  return async (how) => {
    await until(() => waiting !== undefined);
    const route = waiting!;
    waiting = undefined;
    await (how === 'on'
      ? route.continue()
      : route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify({ code: 'busy', detail: 'Not now.' }),
        }));
  };
}

t.test(
  'while an item is being saved nothing of it can be changed; what was typed stays if it is not saved',
  { skip: noBrowser },
  async (t) => {
    const { config, configure, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination }\n');
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);
    await page.goto(`${daemon.url}/item/docs`);
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit docs' });
    const description = dialog.getByLabel('Description');
    const release = await held(page, '**/api/v1/items/docs?*');
    await description.fill('before');
    await description.press('Enter');
    await dialog.locator('form[aria-busy="true"]').waitFor();
    await page.keyboard.type(' and what is lost');
    t.equal(await description.inputValue(), 'before');
    for (const role of ['textbox', 'combobox', 'switch', 'radio', 'checkbox'] as const)
      for (const field of await dialog.getByRole(role).all())
        t.ok(await field.isDisabled(), `${role} ${await field.getAttribute('aria-label')}`);
    t.same(await seriousFindings(page), []);
    await page.keyboard.press('Escape');
    const question = page.getByRole('dialog', { name: 'Leave while it is being saved?' });
    await question.getByText('It may be saved all the same').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'hidden' });

    await release('refused');
    await dialog.getByText('Not now.').waitFor();
    await focusIs(page, `it.textContent.startsWith('It was not saved')`);
    t.equal(await description.inputValue(), 'before');
    await description.press('End');
    await page.keyboard.type(' and after');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await release('on');
    await dialog.waitFor({ state: 'hidden' });
    t.match(readFileSync(config, 'utf8'), 'description: before and after');
    t.same(complaints, []);
  },
);

t.test('so it is with a password, and the focus comes back', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure('  []\n');
  const { page } = await openConsole(t, await open());
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Change password' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the password' });
  const release = await held(page, '**/api/v1/password');
  await dialog.getByLabel('Present password').fill(PASSWORD);
  const field = dialog.getByLabel('New password');
  await field.fill('another horse');
  await field.press('Enter');
  await focusIs(page, `it.getAttribute('role') === 'dialog'`);
  t.ok(await field.isDisabled());
  await release('refused');
  await dialog.getByText('Not now.').waitFor();
  await focusIs(page, `it.getAttribute('autocomplete') === 'new-password'`);
  t.equal(await field.inputValue(), 'another horse');
});
