import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';
import { makeCertificate } from '../../packages/endpoint/test/servers/certificate.ts';
import { office } from '../support/daemon.ts';
import { noBrowser, openBrowser, setUp, setUpLink } from './browser.ts';

const NAME = 'sync.example';

/** A proxy that has TLS and passes everything on, as the manual says; where it answers. */
async function startProxy(t: Test, folder: string, daemon: string): Promise<string> {
  mkdirSync(folder);
  const { key, certificate } = makeCertificate(folder, NAME);
  const proxy = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (asked, answer) => {
    const { method, url, headers } = asked;
    const told = { ...headers, 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const onward = request(new URL(url ?? '/', daemon), { method, headers: told }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return `https://${NAME}:${(proxy.address() as AddressInfo).port}`;
}

t.test('the console works behind a proxy that has TLS, under its name', { skip: noBrowser }, async (t) => {
  const { root, config, open } = office(t);
  const item = '{ name: docs, source: source, destination: destination, logFile: docs.txt }';
  writeFileSync(config, `http: { listen: 127.0.0.1:0, hosts: [${NAME}] }\nitems:\n  - ${item}\n`);
  writeFileSync(join(root, 'source', 'letter.eml'), 'x');
  const daemon = await open();
  const url = await startProxy(t, join(root, 'proxy'), daemon.url);
  const { page, context, complaints } = await openBrowser(t, { url }, { host: NAME });
  await setUp(page, url + new URL(setUpLink(daemon)).search);
  t.match(await context.cookies(), [{ secure: true, httpOnly: true, sameSite: 'Strict', domain: NAME }]);
  await page.getByLabel('Select docs', { exact: true }).check();
  await page.getByRole('button', { name: 'Sync Now' }).click();
  await page.getByRole('log').getByText('ends with exit code 0').waitFor();
  await page.reload();
  await page.getByRole('cell', { name: 'In sync' }).waitFor();
  t.same(complaints, []);
});
