import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { Test } from 'tap';
import type { OpenDaemon } from '../support/daemon.ts';
import { until } from '../support/daemon.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PLACES.find((path) => existsSync(path));

/** Why tests in a browser are skipped, for the options of a test; false where there is one. */
export const noBrowser: string | false =
  executablePath !== undefined
    ? false
    : process.env['SYNCLINE_REQUIRE_BROWSER'] === '1'
      ? false
      : 'no Chromium is installed: apt-get install chromium';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
export const PASSWORD = 'correct horse';

/** A page of the console, and what its browser complained of. */
export interface OpenConsole {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts, refused by policy included, and requests to other hosts. */
  readonly complaints: readonly string[];
}

export interface ConsoleOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly hasTouch?: boolean;
  /** A name that means this machine; certificates are not verified then. */
  readonly host?: string;
}

/** Opens the console in a new browser; nobody is signed in. */
export async function openBrowser(
  t: Test,
  { url }: Pick<OpenDaemon, 'url'>,
  options: ConsoleOptions = {},
): Promise<OpenConsole> {
  const { width = 1280, height = 900, colorScheme = 'light', hasTouch = false, host } = options;
  if (executablePath === undefined) throw new Error('no Chromium is installed: apt-get install chromium');
  const profile = mkdtempSync(join(tmpdir(), 'syncline-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: host === undefined ? QUIET : [...QUIET, `--host-resolver-rules=MAP ${host} 127.0.0.1`],
    ignoreHTTPSErrors: host !== undefined,
    viewport: { width, height },
    colorScheme,
    hasTouch,
  });
  t.teardown(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of [45]\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  page.setDefaultTimeout(30_000);
  return { page, context, complaints };
}

/** The link of the first start, as the log of the daemon shows it. */
export function setUpLink(daemon: OpenDaemon): string {
  const found = daemon
    .log()
    .map(({ msg }) => /\S+\?code=[\w-]+/.exec(String(msg))?.[0])
    .find((link) => link !== undefined);
  if (found === undefined) throw new Error('the log shows no set-up code');
  return found;
}

/** Opens the console of a daemon that has no password yet, and signs in. */
export async function openConsole(
  t: Test,
  daemon: OpenDaemon,
  options: ConsoleOptions = {},
): Promise<OpenConsole> {
  const opened = await openBrowser(t, daemon, options);
  await setUp(opened.page, setUpLink(daemon));
  return opened;
}

/** Sets the password at the link of the first start, which signs in. */
export async function setUp(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByLabel('The same again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
}

/** Waits until what has the focus is as this expression says, in which it is `it`. */
export async function focusIs(page: Page, expression: string): Promise<void> {
  await until(() =>
    page.evaluate<boolean>(`((it) => ${expression})(document.activeElement ?? document.body)`),
  );
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What of a page breaks WCAG A or AA, and is serious or worse. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // The page's policy refuses scripts of others in the page; this one goes in beside it.
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })`,
  )) as { violations: readonly Violation[] };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    );
}
