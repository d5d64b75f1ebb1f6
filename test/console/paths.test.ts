import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { office, until } from '../support/daemon.ts';
import { noBrowser, openConsole, seriousFindings } from './browser.ts';
import { syncNow } from './sync-now.ts';

t.test(
  'every path leads to why it is as it is, and a name that is not UTF-8 can be restored',
  { skip: noBrowser },
  async (t) => {
    const { root, configure, open } = office(t);
    configure(
      `  - { name: docs, source: source, destination: destination, mode: clone, maxDelete: 0%, logFile: ${root}/docs.txt }\n`,
    );
    const odd = (side: string) =>
      Buffer.concat([Buffer.from(`${join(root, side)}/caf`), Buffer.from('\xe9.eml', 'latin1')]);
    const shown = String.raw`caf\xe9.eml`;
    const turned = 'evil\u202Egpj.exe';
    writeFileSync(odd('source'), 'first');
    writeFileSync(join(root, 'source', turned), 'x');
    writeFileSync(join(root, 'destination', 'extra.eml'), 'longer than any other');
    const daemon = await open();
    await syncNow(daemon, 'docs');
    const { page, complaints } = await openConsole(t, daemon);
    const why = async (path: string) => {
      await page.getByText('What both last agreed on').waitFor();
      await page.getByRole('status').getByText(path, { exact: true }).waitFor();
      t.equal(await page.getByLabel('Path').inputValue(), path);
    };
    const visit = (tab: string) => page.goto(`${daemon.url}/item/docs${tab}`);
    const follow = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true }).click();

    await visit('');
    await follow(shown);
    await why(shown);
    t.same(await seriousFindings(page), []);
    await visit('/runs/1');
    await follow(shown);
    await why(shown);
    await visit('/holds');
    await follow('extra.eml');
    await why('extra.eml');
    await page.getByText('waits for approval').waitFor();
    await visit('/preview');
    await follow('extra.eml');
    await why('extra.eml');
    await visit('/runs/1');
    await page.getByText(String.raw`evil\u202egpj.exe`).waitFor();

    await visit('');
    await page.getByRole('log').getByText('ends with exit code').waitFor();
    await page.getByRole('log').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByText('What both last agreed on').waitFor();

    writeFileSync(odd('source'), 'second');
    await syncNow(daemon, 'docs');
    await visit('/trash');
    await follow(shown);
    await why(shown);
    await visit('/trash');
    await page.getByRole('button', { name: `Restore ${shown}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await page.getByText('1 path restored').waitFor();
    await until(() => existsSync(odd('destination')));
    await visit('/why');
    await page.getByLabel('Path').fill('never/was');
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.getByText('Neither side nor the journal knows').waitFor();
    t.same(complaints, []);
  },
);
