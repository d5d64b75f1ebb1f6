import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { makeDirectory } from '../src/files.js';

function newDirectory(test: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  test.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

t.test(
  'a directory is made with those above it, for its owner alone, and again without a word',
  async (t) => {
    const top = newDirectory(t);
    for (let turn = 0; turn < 2; turn += 1) await makeDirectory(join(top, 'a/b/c'));
    for (const path of ['a', 'a/b', 'a/b/c']) t.equal(statSync(join(top, path)).mode & 0o777, 0o700);
    symlinkSync(join(top, 'a/b'), join(top, 'link'));
    await makeDirectory(join(top, 'link/d'));
    t.ok(statSync(join(top, 'a/b/d')).isDirectory());
  },
);

t.test('many who make directories side by side do not get in the way of each other', async (t) => {
  const top = newDirectory(t);
  for (let turn = 0; turn < 50; turn += 1) {
    const names = Array.from({ length: 8 }, (_, n) => join(top, `${turn}/items/${n}`));
    await Promise.all(names.map((name) => makeDirectory(name)));
    t.ok(names.every((name) => statSync(name).isDirectory()));
  }
});

t.test('what stands in the way is told', async (t) => {
  const top = newDirectory(t);
  writeFileSync(join(top, 'file'), '');
  mkdirSync(join(top, 'folder'));
  symlinkSync('nowhere', join(top, 'link'));
  await t.rejects(makeDirectory(join(top, 'file')), { code: 'EEXIST' });
  await t.rejects(makeDirectory(join(top, 'file/below')), { code: 'ENOTDIR' });
  await t.rejects(makeDirectory(join(top, 'link/below')), { code: 'EEXIST' });
  if (process.platform === 'linux') await t.rejects(makeDirectory('/proc/none/below'), { code: 'ENOENT' });
});
