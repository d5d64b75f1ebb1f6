import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t from 'tap';
import { office, until } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';

async function tester(page: Page) {
  const dialog = page.getByRole('dialog', { name: 'Add a synchronization' });
  const opened = page.getByRole('dialog', { name: 'Ignore list of the source' });
  return {
    dialog,
    opened,
    list: opened.getByRole('textbox', { name: 'Ignore List' }),
    source: opened.getByRole('region', { name: 'Source now' }),
    destination: opened.getByRole('region', { name: 'Destination now' }),
    open: async () => {
      const source = dialog.getByRole('group', { name: 'Source' });
      await source.getByRole('button', { name: 'Try the ignore list' }).click();
    },
  };
}

for (const width of [1280, 390])
  t.test(
    `the ignore list is tried on the files of both sides while it is typed: ${width} wide`,
    { skip: noBrowser },
    async (t) => {
      const { root, configure, open } = office(t);
      configure('  []\n');
      mkdirSync(join(root, 'source', 'cache'));
      for (const name of ['letter.eml', 'mail.db', 'cache/1', '<b>bold<b>'])
        writeFileSync(join(root, 'source', name), 'x');
      writeFileSync(join(root, 'destination', 'old.db'), 'x');
      const daemon = await open();
      const { page, complaints } = await openConsole(t, daemon, { width });
      await page.getByRole('button', { name: 'Add' }).click();
      const { dialog, opened, list, source, destination, open: openTester } = await tester(page);
      await openTester();
      await source.getByText('Say first where the source is').waitFor();
      await page.keyboard.press('Escape');
      await opened.waitFor({ state: 'hidden' });
      for (const side of ['source', 'destination'])
        await dialog
          .getByRole('group', { name: side === 'source' ? 'Source' : 'Destination' })
          .getByRole('textbox', { name: 'Directory' })
          .fill(join(root, side));
      await openTester();
      await source.getByText('Nothing is left out').waitFor();
      await source.getByText('All of it: 5 entries').waitFor();

      t.equal(
        await page.evaluate<string>('document.activeElement.tagName'),
        'TEXTAREA',
        'typing begins at once',
      );
      await page.keyboard.type('\\.db$\n^cache$');
      await source.getByText('mail.db').waitFor();
      await source.getByText('cache/', { exact: true }).waitFor();
      await source.getByText('with all that is in it').waitFor();
      await destination.getByText('old.db').waitFor();
      await destination.getByText('in the list of the source').waitFor();
      t.notOk(await source.getByText('letter.eml').isVisible());
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      await source.getByText('letter.eml').waitFor();
      t.ok(await source.getByText('<b>bold<b>').isVisible(), 'a file name is text');
      t.notOk(await source.getByText('mail.db').isVisible());

      await list.fill('(');
      await opened.getByText('the pattern "(" is not valid').waitFor();
      t.same(await seriousFindings(page), []);
      await list.fill('\\.eml$');
      await source.getByText('letter.eml').waitFor({ state: 'hidden' });
      await opened.getByRole('button', { name: 'Try names that are not there yet' }).click();
      await opened.getByLabel('Paths to try').fill('a/b.eml\nc.txt');
      await opened.getByText('left out by \\.eml$').waitFor();
      const room = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      t.equal(await page.evaluate<number>(room), 0, 'nothing beyond its edge');
      t.same(await seriousFindings(page), []);
      await page.keyboard.press('Escape');
      await opened.waitFor({ state: 'hidden' });
      t.equal(await dialog.getByLabel('Ignore List').first().inputValue(), '\\.eml$', 'what was typed stays');
      t.same(complaints, []);
    },
  );

t.test(
  'a server that cannot be reached is said, with the other side beside it; typing on calls the question off',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure('  []\n');
    writeFileSync(join(root, 'source', 'letter.eml'), 'x');
    const connections: string[] = [];
    const mute = createServer((socket) => {
      connections.push('opened');
      socket
        .resume()
        .on('error', () => undefined)
        .on('close', () => connections.push('closed'));
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    t.teardown(() => mute.close());
    const daemon = await open();
    const { page, complaints } = await openConsole(t, daemon);
    await page.getByRole('button', { name: 'Add' }).click();
    const { dialog, opened, source, destination, open: openTester } = await tester(page);
    await dialog
      .getByRole('group', { name: 'Source' })
      .getByRole('textbox', { name: 'Directory' })
      .fill(join(root, 'source'));
    const server = dialog.getByRole('group', { name: 'Destination' });
    await server.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: 'FTP', exact: true }).click();
    await server.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1');
    await server.getByRole('textbox', { name: 'Port' }).fill('1');
    await openTester();
    await destination.getByText('The destination cannot be looked at').waitFor();
    await destination.getByText(/Cannot connect to .*127\.0\.0\.1/).waitFor();
    await source.getByText('All of it: 1 entry').waitFor();
    t.same(await seriousFindings(page), []);
    await page.keyboard.press('Escape');
    await opened.waitFor({ state: 'hidden' });

    await server.getByRole('textbox', { name: 'Port' }).fill(String((mute.address() as AddressInfo).port));
    await openTester();
    await destination.getByText('Looking …').waitFor();
    await until(() => connections.length === 1);
    await page.keyboard.type('x');
    await until(() => connections.includes('closed'));
    await source.getByText('Nothing is left out').waitFor();
    t.same(complaints, []);
  },
);
