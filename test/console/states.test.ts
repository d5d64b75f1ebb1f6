import t from 'tap';
import { office } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';
import { syncNow } from './sync-now.ts';

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
    t.same(await seriousFindings(page), [], path);
    t.equal(await badge.getAttribute('aria-description'), 'It was not run yet');
    const isReached = (): Promise<boolean> =>
      page.evaluate<boolean>(`document.activeElement.textContent === 'Never ran'`);
    for (let keys = 0; keys < MOST_KEYS && !(await isReached()); keys += 1) await page.keyboard.press('Tab');
    await page.getByRole('tooltip').getByText('It was not run yet').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('tooltip').waitFor({ state: 'hidden' });
    t.ok(await isReached(), 'what it tells can be put away');
  }
});

t.test('and to whoever touches it, on a telephone, too', { skip: noBrowser }, async (t) => {
  const { configure, open } = office(t);
  configure('  - { name: docs, source: away, destination: destination }\n');
  const daemon = await open();
  await syncNow(daemon, 'docs');
  const { page } = await openConsole(t, daemon, { width: 400, height: 800, hasTouch: true });
  await page.getByRole('button', { name: 'Failed' }).tap();
  const tip = page.getByRole('tooltip');
  await tip.getByText('The last run was refused, or a side could not be reached').waitFor();
  const { x, width } = (await tip.boundingBox())!;
  t.ok(x >= 0 && x + width <= 400, `it has room: from ${x}, ${width} wide`);
  await page.getByRole('heading', { name: 'Synchronization items' }).tap();
  await tip.waitFor({ state: 'hidden' });
});
