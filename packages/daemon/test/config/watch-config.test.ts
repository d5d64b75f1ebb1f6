import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import type { LoadedConfig } from '../../src/config/config-file.ts';
import { loadConfig } from '../../src/config/config-file.ts';
import { watchConfig } from '../../src/config/watch-config.ts';

const ONE = 'items: [{ name: mail, source: /a, destination: /b }]\n';
const TWO = `${ONE.slice(0, -2)}, { name: docs, source: /c, destination: /d }]\n`;

async function watched(
  t: Test,
  text: string,
  onConfig?: (loaded: LoadedConfig) => Promise<void>,
  nowMs: () => number = Date.now,
) {
  const file = join(t.testdir({ 'syncline.yaml': text }), 'syncline.yaml');
  chmodSync(file, 0o600);
  const taken: string[][] = [];
  const refused: (readonly string[])[] = [];
  const watch = watchConfig({
    file,
    home: '/home',
    nowMs,
    loaded: await loadConfig(file, '/home'),
    onConfig: async (loaded) => {
      taken.push(loaded.config.items.map(({ name }) => name));
      await onConfig?.(loaded);
    },
    onRefused: (problems) => void refused.push(problems),
  });
  t.teardown(() => watch.close());
  return { file, watch, taken, refused };
}

t.test(
  'an edit is taken over, a bad one is refused with its problems, and what was is taken over again',
  async (t) => {
    const { file, watch, taken, refused } = await watched(t, ONE);
    writeFileSync(file, TWO);
    await watch.look();
    t.same(taken, [['mail', 'docs']]);
    writeFileSync(file, 'itemz: []\n');
    await watch.look();
    t.match(refused, [[/itemz/]]);
    t.match(watch.problems, [/itemz/]);
    t.equal(watch.current.config.items.length, 2);
    writeFileSync(file, TWO);
    await watch.look();
    t.same(watch.problems, []);
  },
);

t.test('whoever sees the items of a configuration sees no problems of the one before', async (t) => {
  const seen: (readonly string[])[] = [];
  const { file, watch, taken } = await watched(t, ONE, async () => void seen.push(watch.problems));
  writeFileSync(file, 'itemz: []\n');
  await watch.look();
  t.match(watch.problems, [/itemz/]);
  writeFileSync(file, TWO);
  await watch.look();
  t.same([taken, seen], [[['mail', 'docs']], [[]]]);
});

t.test('a file that is refused for who may change it is taken over once that is put right', async (t) => {
  const { file, watch, taken } = await watched(t, `permissions: refuse\n${ONE}`);
  chmodSync(file, 0o666);
  writeFileSync(file, `permissions: refuse\n${TWO}`);
  await watch.look();
  t.match(watch.problems, [/chmod o-w/]);
  t.same(taken, []);
  chmodSync(file, 0o600);
  await watch.look();
  t.same(taken, [['mail', 'docs']]);
  t.same(watch.problems, []);
});

t.test('a file that was away for a moment leaves no problem behind', async (t) => {
  const { file, watch } = await watched(t, ONE);
  renameSync(file, `${file}.away`);
  await watch.look();
  t.match(watch.problems, [/not there/]);
  renameSync(`${file}.away`, file);
  await watch.look();
  t.same(watch.problems, []);
});

t.test('an emptied file is no wish to have no items; one that says so is', async (t) => {
  const { file, watch, taken } = await watched(t, ONE);
  for (const text of ['', '\n\n', '# nothing\n  # at all\n']) {
    writeFileSync(file, text);
    await watch.look();
    t.match(watch.problems, [/is empty.*items: \[\]/], JSON.stringify(text));
  }
  t.same(taken, []);
  t.equal(watch.current.config.items.length, 1);
  writeFileSync(file, 'items: []\n');
  await watch.look();
  t.same([taken, watch.problems], [[[]], []]);
});

t.test('what is no file is not waited for', { skip: process.platform === 'win32' }, async (t) => {
  const { file, watch } = await watched(t, ONE);
  rmSync(file);
  execFileSync('mkfifo', [file]);
  await watch.look();
  t.match(watch.problems, [/no regular file/]);
  rmSync(file);
  writeFileSync(file, TWO);
  await watch.look();
  t.same(watch.problems, []);
  t.equal(watch.current.config.items.length, 2);
});

t.test('what could not be taken over is tried again, and told once', async (t) => {
  let full = true;
  const { file, watch, taken, refused } = await watched(t, ONE, async () => {
    if (full) throw new Error('the disk is full');
  });
  writeFileSync(file, TWO);
  await watch.look();
  await watch.look();
  t.match(refused, [[/disk is full/]]);
  full = false;
  await watch.look();
  t.same(watch.problems, []);
  t.ok(taken.length >= 3);
});

t.test('nothing is taken over after it is closed', async (t) => {
  const { file, watch, taken } = await watched(t, ONE);
  watch.close();
  rmSync(file);
  await watch.look();
  t.same(taken, []);
  t.same(watch.problems, []);
});

t.test('what is being written in place is waited for, and taken over once it is whole', async (t) => {
  let ageMs = 100;
  const { file, watch, taken } = await watched(t, TWO, undefined, () => statSync(file).mtimeMs + ageMs);
  writeFileSync(file, ONE);
  // Some looks of its own.
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  t.same(taken, []);
  writeFileSync(file, `${TWO}concurrency: 3\n`);
  ageMs = 1_000;
  while (taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  t.same(taken, [['mail', 'docs']]);
  t.equal(watch.current.config.concurrency, 3);
});
