import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';

import { resolvePrivateKey, resolveSecret, type SecretSources } from '../../src/secrets/resolve.js';
import type { SecretFiles } from '../../src/secrets/store.js';
import { readSecret, removeSecret, secretFiles, secretNames, setSecret } from '../../src/secrets/store.js';

function place(t: Test): { readonly directory: string; readonly files: SecretFiles } {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-secrets-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return { directory, files: secretFiles(join(directory, 'syncline.yaml'), {}) };
}

t.test('a secret is read back by its name, and neither file shows it', async (t) => {
  const { files } = place(t);
  await setSecret(files, 'one', 'hunter2 ☂');
  await setSecret(files, '__proto__', 'polluted');
  await setSecret(files, 'one', 'hunter3');
  t.equal(await readSecret(files, 'one'), 'hunter3');
  t.equal(await readSecret(files, '__proto__'), 'polluted');
  t.same(await secretNames(files), ['__proto__', 'one']);
  for (const file of [files.store, files.key]) t.notMatch(readFileSync(file, 'utf8'), /hunter|polluted/);
});

t.test('the key and the store can be read by their owner alone', async (t) => {
  const { files } = place(t);
  await setSecret(files, 'one', 'x');
  for (const file of [files.store, files.key]) t.equal(statSync(file).mode & 0o777, 0o600);
  chmodSync(files.key, 0o640);
  await t.rejects(readSecret(files, 'one'), { code: 'usage', message: /others may read the key/ });
});

t.test('the key may be kept elsewhere', async (t) => {
  const { directory } = place(t);
  const files = secretFiles(join(directory, 'syncline.yaml'), { SYNCLINE_KEY_FILE: join(directory, 'k') });
  await setSecret(files, 'one', 'x');
  t.equal(statSync(join(directory, 'k')).size, 45);
});

t.test('a key that cannot be made is told, with what to do', async (t) => {
  const { directory } = place(t);
  const key = join(directory, 'no/key');
  const files = secretFiles(join(directory, 'syncline.yaml'), { SYNCLINE_KEY_FILE: key });
  const message = `the key ${key} cannot be made: its folder does not exist: make it`;
  await t.rejects(setSecret(files, 'one', 'x'), { code: 'usage', message });
  t.same(await secretNames(files), []);
});

t.test('one sealed text does not pass for another, nor a changed one for itself', async (t) => {
  const { files } = place(t);
  await setSecret(files, 'one', 'x');
  await setSecret(files, 'two', 'y');
  const store = JSON.parse(readFileSync(files.store, 'utf8'));
  const [one, two] = store.secrets;
  writeFileSync(files.store, JSON.stringify({ ...store, secrets: [{ ...one, sealed: two.sealed }] }));
  await t.rejects(readSecret(files, 'one'), { code: 'usage', message: /cannot be read with the key/ });
  writeFileSync(files.store, JSON.stringify({ ...store, secrets: [{ ...one, sealed: 'AAAA' }] }));
  await t.rejects(readSecret(files, 'one'), { message: /cannot be read with the key/ });
});

t.test('a lost key is told, and no other one is made in its place', async (t) => {
  const { files } = place(t);
  await setSecret(files, 'one', 'x');
  rmSync(files.key);
  await t.rejects(readSecret(files, 'one'), {
    code: 'usage',
    message: /the key .* is not there: put it back/,
  });
  await t.rejects(setSecret(files, 'two', 'y'), { message: /the key .* is not there/ });
  writeFileSync(files.key, 'short\n', { mode: 0o600 });
  await t.rejects(readSecret(files, 'one'), { message: /is no key/ });
});

t.test('files that belong to somebody else are told, with what to do', async (t) => {
  const { directory, files } = place(t);
  await setSecret(files, 'one', 'x');
  chmodSync(directory, 0o777);
  for (const file of [files.key, files.store]) {
    await asAnother(file, async () => {
      const advice = /cannot be read: EACCES.* set secrets as the user that the daemon runs as/;
      await t.rejects(readSecret(files, 'one'), { code: 'usage', message: advice });
      await t.rejects(setSecret(files, 'two', 'y'), { code: 'usage', message: advice });
    });
  }
  rmSync(files.store);
  mkdirSync(files.store);
  await t.rejects(secretNames(files), { code: 'usage', message: /secrets\.json cannot be read: EISDIR/ });
});

/** Works where a file is another's: as another user where this one is root, whom no mode keeps out. */
async function asAnother(file: string, work: () => Promise<void>): Promise<void> {
  const { mode } = statSync(file);
  chmodSync(file, 0);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid!(1);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid!(0);
    chmodSync(file, mode);
  }
}

t.test('a damaged store is told, and left', async (t) => {
  const { files } = place(t);
  for (const text of ['', '{', '{"version":2,"secrets":[]}', '{"version":1,"secrets":{},"x":1}']) {
    writeFileSync(files.store, text);
    await t.rejects(setSecret(files, 'one', 'x'), {
      code: 'usage',
      message: /is no secret store of this version/,
    });
    t.equal(readFileSync(files.store, 'utf8'), text);
  }
});

t.test('secrets are forgotten; names that are none are refused', async (t) => {
  const { files } = place(t);
  await setSecret(files, 'one', 'x');
  await removeSecret(files, 'one');
  await t.rejects(readSecret(files, 'one'), { message: /no secret 'one': set it with/ });
  await t.rejects(removeSecret(files, 'one'), { code: 'usage', message: /no secret 'one'/ });
  for (const name of ['', '..', 'a/b', 'x'.repeat(65)])
    await t.rejects(setSecret(files, name, 'x'), { code: 'usage' });
});

t.test('a private key has many lines, and is told from what is none', async (t) => {
  const { directory, files } = place(t);
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----';
  const sources: SecretSources = {
    env: { KEY: key, OTHER: 'hunter' },
    files,
    permissions: 'warn',
    warn: t.fail,
  };
  const file = join(directory, 'key');
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  await setSecret(files, 'kept', key);
  for (const reference of [
    { from: 'env', name: 'KEY' },
    { from: 'file', path: file },
    { from: 'store', name: 'kept' },
  ] as const)
    t.equal(await resolvePrivateKey(reference, 'the private key of item a', sources), key, reference.from);
  await t.rejects(resolvePrivateKey({ from: 'env', name: 'OTHER' }, 'the private key of item a', sources), {
    code: 'usage',
    message: /^the private key of item a is no private key(?!.*hunter).*variable OTHER/,
  });
});

t.test('references lead to secrets; where they lead to nothing it is said whose, and where', async (t) => {
  const { directory, files } = place(t);
  const warnings: string[] = [];
  const sources: SecretSources = {
    env: { SET: 'from env', EMPTY: '', BROKEN: 'hun\nter' },
    files,
    permissions: 'warn',
    warn: (message) => warnings.push(message),
  };
  const file = join(directory, 'password');
  writeFileSync(file, 'from file\n', { mode: 0o600 });
  await setSecret(files, 'kept', 'from store');
  const resolve = (reference: Parameters<typeof resolveSecret>[0], how = sources) =>
    resolveSecret(reference, 'the password of item a', how);
  t.equal(await resolve({ from: 'text', text: 'as it is' }), 'as it is');
  t.equal(await resolve({ from: 'env', name: 'SET' }), 'from env');
  t.equal(await resolve({ from: 'env', name: 'EMPTY' }), '');
  t.equal(await resolve({ from: 'file', path: file }), 'from file');
  t.equal(await resolve({ from: 'store', name: 'kept' }), 'from store');
  t.same(warnings, []);
  await t.rejects(resolve({ from: 'env', name: 'UNSET' }), {
    code: 'usage',
    message: 'the password of item a: the environment variable UNSET is not set',
  });
  await t.rejects(resolve({ from: 'file', path: '/nonexistent' }), {
    code: 'usage',
    message: /file \/nonexistent cannot be read/,
  });
  await t.rejects(resolve({ from: 'store', name: 'x' }), { code: 'usage' });
  await t.rejects(resolve({ from: 'env', name: 'BROKEN' }), {
    message: /^(?!.*hun).*line break or NUL.*variable BROKEN/,
  });
  chmodSync(file, 0o644);
  t.equal(await resolve({ from: 'file', path: file }), 'from file');
  t.match(warnings, [/others may read the file/]);
  await t.rejects(resolve({ from: 'file', path: file }, { ...sources, permissions: 'refuse' }), {
    code: 'usage',
    message: /others may read the file/,
  });
});
