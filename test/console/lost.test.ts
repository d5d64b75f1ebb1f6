import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { office } from '../support/daemon.ts';
import { noBrowser, openConsole, PASSWORD, seriousFindings } from './browser.ts';

t.test(
  'a daemon that went away is told of, with what was known; when it is back the console is too',
  { skip: noBrowser },
  async (t) => {
    const { config, configure, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination }\n');
    const daemon = await open();
    const { page } = await openConsole(t, daemon);
    await page.getByRole('link', { name: 'docs' }).waitFor();
    writeFileSync(config, readFileSync(config, 'utf8').replace('127.0.0.1:0', new URL(daemon.url).host));
    await daemon.stop();
    const alert = page.getByRole('alert');
    await alert.getByText('No answer from the daemon').waitFor();
    await alert.getByText('What is shown is how things stood').waitFor();
    t.ok(await page.getByRole('link', { name: 'docs' }).isVisible(), 'what was known stays');
    t.same(await seriousFindings(page), []);
    const again = await open();
    t.equal(again.url, daemon.url);
    // Who was signed in is not written down.
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'docs' }).waitFor();
    t.equal(await page.getByText('No answer from the daemon').count(), 0);
  },
);
