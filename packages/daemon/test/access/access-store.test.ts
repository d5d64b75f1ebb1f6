import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';
import { accessFile } from '../../src/access/access-store.ts';

function place(t: Test) {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return { directory, path: join(directory, 'daemon', 'access.json') };
}

t.test('what was written is read again, by its owner alone', async (t) => {
  const { directory, path } = place(t);
  const store = accessFile(path);
  t.same(await store.read(), { tokens: [] });
  const record = {
    password: 'scrypt$1$1$1$a$b',
    tokens: [{ name: 'a', scope: 'read' as const, hash: 'x', created: '2026-01-01T00:00:00.000Z' }],
  };
  await store.write(record);
  await store.write(record);
  t.same(await accessFile(path).read(), record);
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.same(readdirSync(join(directory, 'daemon')), ['access.json']);
});

t.test('a file that is not whole lets nobody in, and says what to do', async (t) => {
  const { path } = place(t);
  await accessFile(path).write({ tokens: [] });
  writeFileSync(path, '{"tokens": [{"name"');
  await t.rejects(accessFile(path).read(), { code: 'state', message: /access\.json.*remove it/s });
  writeFileSync(path, '{"password": 7, "tokens": []}');
  await t.rejects(accessFile(path).read(), { code: 'state' });
});
