import t from 'tap';
import type { Page } from 'playwright-core';
import { office } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';

/** What of a page is beside the window, or has no room for its words. */
const beside = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll('header *, main *')]
    .filter((each) => each.closest('.tabs, .log, .skip') === null && each.getClientRects().length > 0)
    .filter((each) => {
      const { right } = each.getBoundingClientRect();
      const hides = getComputedStyle(each).overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1;
      return right > window.innerWidth + 1 || (hides && each.closest('button') !== null);
    })
    .map((each) => each.outerHTML.slice(0, 120))`);

t.test(
  'nothing is cut off on the narrowest telephone, whatever the names are like',
  { skip: noBrowser },
  async (t) => {
    const { configure, open } = office(t);
    const name = 'n'.repeat(64);
    configure(
      `  - { name: ${name}, group: ${'g'.repeat(80)}, description: ${'d'.repeat(200)}, source: source, destination: destination, mode: two-way }\n`,
    );
    const daemon = await open();
    const { page } = await openConsole(t, daemon, { width: 320, height: 640 });
    for (const [path, shown] of [
      ['/', 'Synchronization items'],
      ['/groups', 'Synchronization groups'],
      ['/tokens', 'Tokens'],
      [`/item/${name}`, 'Last run'],
      [`/item/${name}/why`, 'Which path?'],
    ] as const) {
      await page.goto(daemon.url + path);
      await page.getByText(shown, { exact: true }).first().waitFor();
      t.same(await beside(page), [], path);
      t.same(await seriousFindings(page), [], path);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(daemon.url);
    await page.getByText(name).first().waitFor();
    t.same(await beside(page), [], 'a wide window');
  },
);
