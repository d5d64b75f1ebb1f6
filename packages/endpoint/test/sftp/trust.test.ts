import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ssh2 from 'ssh2';
import t from 'tap';
import type { Test } from 'tap';
import { readableKey } from '../../src/sftp/pkcs8.js';
import { ROOT, showHostKey } from '@syncline/model';
import { fingerprintOf, openSshSkipReason } from '../servers/openssh.js';
import type { RunningOpenSsh } from '../servers/openssh.js';
import { makeKey, makePemKey } from '../servers/ssh-key.js';
import { openEndpoint, openSsh, refusal } from './support.js';

const skip = openSshSkipReason();
const OTHER_KEY = makePemKey();

/** A home directory with these known hosts, for the time of a test. */
function homeWith(t: Test, knownHosts: string): void {
  const home = mkdtempSync(join(tmpdir(), 'syncline-home-'));
  const before = process.env['HOME'];
  process.env['HOME'] = home;
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/known_hosts'), knownHosts);
  t.teardown(() => {
    process.env['HOME'] = before;
    rmSync(home, { recursive: true });
  });
}

const unpinned = ({ spec }: RunningOpenSsh) => ({ ...spec, fingerprint: undefined });
const lineOf = ({ spec }: RunningOpenSsh, key: string): string => `[127.0.0.1]:${spec.port} ${key}\n`;

t.test('S30: an unknown host is refused with its fingerprint, and what to do', { skip }, async (t) => {
  const server = await openSsh(t);
  homeWith(t, '');
  const error = await refusal(unpinned(server));
  t.equal(error.code, 'untrusted');
  const shown = showHostKey(server.fingerprint).replaceAll('+', String.raw`\+`);
  t.match(error.message, new RegExp(`not in ~/.ssh/known_hosts.*${shown}.*--trust-source.*known_hosts`));
});

t.test('S30: a changed or revoked host key is refused', { skip }, async (t) => {
  const server = await openSsh(t);
  const other = OTHER_KEY.public.split(' ').slice(0, 2).join(' ');
  homeWith(t, lineOf(server, other));
  t.match(await refusal(unpinned(server)), { code: 'untrusted', message: /another one than in/ });
  homeWith(t, `${lineOf(server, server.hostKey)}@revoked ${lineOf(server, server.hostKey)}`);
  t.match(await refusal(unpinned(server)), { code: 'untrusted', message: /revoked/ });
});

t.test(
  'a known host is trusted; a pin is the only thing that counts where there is one',
  { skip },
  async (t) => {
    const server = await openSsh(t);
    homeWith(t, lineOf(server, server.hostKey));
    const endpoint = await openEndpoint(t, unpinned(server));
    t.equal((await endpoint.list(ROOT)).complete, true);
    t.equal(endpoint.fingerprint, showHostKey(server.fingerprint));
    const wrong = { ...server.spec, fingerprint: 'ab'.repeat(32) };
    t.match(await refusal(wrong), { code: 'untrusted', message: /not the pinned one(?!.*known_hosts)/ });
    homeWith(t, '');
    const pinned = await openEndpoint(t, server.spec);
    t.equal((await pinned.list(ROOT)).complete, true);
  },
);

t.test('a server with several keys is known by any of them', { skip }, async (t) => {
  const server = await openSsh(t);
  homeWith(t, lineOf(server, server.otherHostKey));
  const shown = showHostKey(fingerprintOf(server.otherHostKey));
  for (const spec of [
    unpinned(server),
    { ...server.spec, fingerprint: fingerprintOf(server.otherHostKey) },
  ]) {
    const endpoint = await openEndpoint(t, spec);
    t.equal(endpoint.fingerprint, shown);
    await Promise.all(Array.from({ length: 20 }, () => endpoint.list(ROOT)));
  }
});

t.test('a refused key is a login error that says what the server takes', { skip }, async (t) => {
  const server = await openSsh(t);
  const stranger = { ...server.spec, privateKey: OTHER_KEY.private };
  t.match(await refusal(stranger), { code: 'login', message: /refused the login.*publickey.*private key/ });
  const byPassword = { ...server.spec, privateKey: undefined, password: 'hunter' };
  t.match(await refusal(byPassword), { code: 'login', message: /^(?!.*hunter).*Give a private key/ });
});

t.test('a key that cannot be used is told before anything is sent', { skip }, async (t) => {
  const server = await openSsh(t);
  const { private: encrypted } = makeKey('ed25519', 'right');
  const withKey = (privateKey: string, password = '') => ({ ...server.spec, privateKey, password });
  t.match(await refusal(withKey(encrypted, 'wrong')), { code: 'login', message: /passphrase.*wrong/ });
  t.match(await refusal(withKey(encrypted)), { code: 'login', message: /passphrase.*missing/ });
  t.match(await refusal(withKey(encrypted, 'right')), { code: 'login', message: /refused the login/ });
  t.match(await refusal(withKey(OTHER_KEY.public)), { code: 'login', message: /private key is none/ });
  t.match(
    await refusal(withKey('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----')),
    {
      code: 'login',
      message: /cannot be used/,
    },
  );
});

t.test('a key in PKCS #8 logs in, encrypted or not', { skip }, async (t) => {
  const server = await openSsh(t);
  const authorized = join(dirname(server.keyFile), 'authorized-keys');
  const kinds = [
    ['ed25519', generateKeyPairSync('ed25519')],
    ['ecdsa', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['rsa', generateKeyPairSync('rsa', { modulusLength: 2_048 })],
  ] as const;
  for (const [kind, { privateKey }] of kinds) {
    const plain = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'right' };
    const encrypted = String(privateKey.export({ type: 'pkcs8', format: 'pem', ...cipher }));
    const parsed = ssh2.utils.parseKey(readableKey(plain, '').key);
    if (parsed instanceof Error) throw parsed;
    appendFileSync(authorized, `${parsed.type} ${parsed.getPublicSSH().toString('base64')}\n`);
    const withKey = (text: string, password: string) => ({ ...server.spec, privateKey: text, password });
    t.match(await refusal(withKey(plain, '')), { code: 'accepted' }, kind);
    t.match(await refusal(withKey(encrypted, 'right')), { code: 'accepted' }, `${kind}, encrypted`);
    t.match(await refusal(withKey(encrypted, 'wrong')), { code: 'login', message: /passphrase.*wrong/ });
    t.match(await refusal(withKey(encrypted, '')), { code: 'login', message: /passphrase.*missing/ });
  }
  const { privateKey } = generateKeyPairSync('x25519');
  const other = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  t.match(await refusal({ ...server.spec, privateKey: other }), {
    code: 'login',
    message: /no keys of the kind x25519/,
  });
});
