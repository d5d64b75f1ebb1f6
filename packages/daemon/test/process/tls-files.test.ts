import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import t from 'tap';
import { makeCertificate } from '../../../endpoint/test/servers/certificate.ts';
import { readTls, watchTls } from '../../src/process/tls-files.ts';

/** The common name in the certificate that a server shows. */
function shownBy(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN as string);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

t.test('a renewed certificate is shown without a new start; a bad one is not', async (t) => {
  const folder = t.testdir();
  const made = (host: string) => {
    mkdirSync(join(folder, host));
    return makeCertificate(join(folder, host), host);
  };
  const [first, second] = [made('first.example'), made('second.example')];
  const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  cpSync(first.certificate, files.certificate);
  cpSync(first.key, files.key);
  const identity = await readTls(files);
  const server = createServer(identity).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const [renewed, failures]: [string[], string[]] = [[], []];
  const watch = watchTls({
    files,
    identity,
    server,
    onRenewed: (validUntil) => void renewed.push(validUntil),
    onFailure: (message) => void failures.push(message),
  });
  t.teardown(() => watch.close());

  await watch.look();
  t.equal(await shownBy(port), 'first.example');
  cpSync(second.certificate, files.certificate);
  await watch.look();
  await watch.look();
  t.match(failures, [/cert\.pem and .*key\.pem are no certificate with its key: .*goes on with/]);
  t.equal(failures.length, 1, 'told once');
  t.equal(await shownBy(port), 'first.example');
  cpSync(second.key, files.key);
  await watch.look();
  t.equal(await shownBy(port), 'second.example');
  t.match(renewed, [/GMT$/]);
});

t.test('what is no certificate with its key is told with its files', async (t) => {
  const folder = t.testdir();
  const { certificate, key } = makeCertificate(folder);
  const junk = join(folder, 'junk.pem');
  writeFileSync(junk, 'junk');
  await t.rejects(readTls({ certificate: junk, key }), {
    code: 'usage',
    message: /junk\.pem and .*key\.pem/,
  });
  await t.rejects(readTls({ certificate, key: join(folder, 'none') }), { message: /none cannot be read/ });
});
