import { execFile } from 'node:child_process';
import { createServer } from 'node:tls';
import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { DEFAULT_LIMITS, ROOT } from '@syncline/model';
import type { FtpSpec } from '@syncline/model';
import { createFtpEndpoint } from '../../src/ftp/endpoint.js';
import { makeCertificate } from '../servers/certificate.js';
import { skipReason, startServer } from '../servers/index.js';
import { contentOf, openEndpoint, requestFor, scripted, whyNotOpened } from './support.js';

const LIMITS = { ...DEFAULT_LIMITS, timeout: 2, retries: 0 };

function refusal(spec: FtpSpec): Promise<{ code: string; message: string }> {
  return whyNotOpened(createFtpEndpoint(spec, { limits: LIMITS }));
}

t.test(
  'S26: a self-signed certificate is refused with its fingerprint, and a pin is the way out',
  { skip: skipReason('proftpd') },
  async (t) => {
    const server = await startServer('proftpd', { tls: 'explicit' });
    t.teardown(() => server.stop());
    const error = await refusal(server.spec);
    t.equal(error.code, 'untrusted');
    t.match(
      error.message,
      new RegExp(`localhost.*self-signed.*${server.fingerprint}.*--trust-source.*--trust-destination`),
    );
    const wrong = await refusal({ ...server.spec, fingerprint: 'ab'.repeat(32) });
    t.match(wrong, { code: 'untrusted', message: new RegExp(`not the pinned one.*${server.fingerprint}`) });
    const spelled = server.fingerprint!.toUpperCase().match(/../g)!.join(':');
    const endpoint = await openEndpoint(t, { ...server.spec, fingerprint: spelled });
    t.equal((await endpoint.list(ROOT)).complete, true);
  },
);

t.test(
  'S26: a certificate of a known authority is accepted for its own host alone',
  { skip: skipReason('proftpd') },
  async (t) => {
    for (const tls of ['explicit', 'implicit'] as const) {
      const server = await startServer('proftpd', { tls });
      t.teardown(() => server.stop());
      const open = async (host: string, authority: string): Promise<string> => {
        const env = { ...process.env, NODE_EXTRA_CA_CERTS: authority };
        const args = [
          '--import=tsx',
          join(import.meta.dirname, 'fixtures/open.ts'),
          JSON.stringify({ ...server.spec, server: host }),
        ];
        const { stdout } = await promisify(execFile)(process.execPath, args, { env });
        return stdout.trim();
      };
      const authority = join(server.directory, '../cert.pem');
      t.equal(await open('localhost', authority), 'open', tls);
      t.equal(await open('127.0.0.1', authority), 'open', `${tls}, by address`);
      t.match(await open('127.1', authority), /^untrusted: .*another host name/, tls);
      t.match(await open('localhost', '/dev/null'), /^untrusted: .*self-signed/, tls);
    }
  },
);

t.test('S26: nothing is sent to a server that is not trusted', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'syncline-tls-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const { certificate, key } = makeCertificate(folder, 'other.example');
  let heard = '';
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.write('220 Hello\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const spec = {
    type: 'ftp',
    tls: 'implicit',
    server: 'localhost',
    port,
    username: 'u',
    password: 'secret',
    directory: '',
  } as const;
  t.match(await refusal(spec), { code: 'untrusted' });
  t.notMatch(heard, /USER|PASS|secret/);
});

t.test('S25: without TLS on the other side no credentials are sent', async (t) => {
  for (const answer of ['500 What?', '534 No', '431 Not now']) {
    const server = await scripted(t);
    server.on('AUTH', (control) => control.reply(answer));
    t.match(
      await refusal({ ...server.spec, tls: 'explicit' }),
      { code: 'protocol', message: /no password/ },
      answer,
    );
    t.notOk(server.commands.some((line) => /^(USER|PASS)/.test(line)));
  }
});

t.test('S25: a reply that was put in before the encryption is noticed', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'syncline-tls-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const server = await scripted(t);
  server.on('AUTH', (control) => control.raw('234 Go\r\n230 Logged in already\r\n'));
  const error = await refusal({ ...server.spec, tls: 'explicit' });
  t.match(error.code, /protocol|unreachable/);
  t.notOk(server.commands.some((line) => /^(USER|PASS)/.test(line)));
});

for (const kind of ['vsftpd', 'proftpd', 'pure-ftpd'] as const) {
  t.test(
    `S27: ${kind} has every data connection resume the session of its control connection`,
    { skip: skipReason(kind) },
    async (t) => {
      const server = await startServer(kind, { tls: 'explicit' });
      t.teardown(() => server.stop());
      const endpoint = await openEndpoint(t, { ...server.spec, fingerprint: server.fingerprint });
      await Promise.all(
        Array.from({ length: 40 }, async (_, n) => {
          const content = contentOf(`content ${n}`);
          await endpoint.write(requestFor(`f${n}`, content), content);
        }),
      );
      const listing = await endpoint.list(ROOT);
      t.equal(listing.entries.length, 40);
      for (const entry of listing.entries.slice(0, 10)) {
        if (entry.kind === 'file') t.equal((await endpoint.read(entry.name, entry)).size, entry.size);
      }
    },
  );
}
