import t from 'tap';
import { office } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';

const ITEM = '  - { name: docs, group: office, source: source, destination: destination }\n';
/** More than there is to reach before it. */
const MOST_KEYS = 40;

t.test('what a state means is told to whoever comes by keyboard', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure(ITEM);
  const daemon = await open();
  const { page } = await openConsole(t, daemon);
  for (const path of ['/', '/groups', '/item/docs']) {
    await page.goto(daemon.url + path);
    const badge = page.getByRole('button', { name: 'Never ran' });
    await badge.waitFor();
    t.equal(await badge.getAttribute('aria-description'), 'It was not run yet');
    const isReached = (): Promise<boolean> =>
      page.evaluate<boolean>(`document.activeElement.textContent === 'Never ran'`);
    for (let keys = 0; keys < MOST_KEYS && !(await isReached()); keys += 1) await page.keyboard.press('Tab');
    await page.getByRole('tooltip').getByText('It was not run yet').waitFor();
    t.same(await seriousFindings(page), [], path);
    await page.keyboard.press('Escape');
    await page.getByRole('tooltip').waitFor({ state: 'hidden' });
    t.ok(await isReached(), 'what it tells can be put away');
  }
});

t.test('and to whoever touches it', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure(ITEM);
  const { page } = await openConsole(t, await open(), { width: 400, height: 800, hasTouch: true });
  await page.getByRole('button', { name: 'Never ran' }).tap();
  await page.getByRole('tooltip').getByText('It was not run yet').waitFor();
  await page.getByRole('heading', { name: 'Synchronization items' }).tap();
  await page.getByRole('tooltip').waitFor({ state: 'hidden' });
});
