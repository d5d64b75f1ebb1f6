import { linkSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import type { Test } from 'tap';
import t from 'tap';
import { differences, texts, trashed } from '../support/observe.ts';
import { only } from '../support/only.ts';
import { pair, type Pair, type PairOptions } from '../support/pair.ts';
import { plant } from '../support/plant.ts';

const both = (t: Test, options: PairOptions): Pair => pair(t, undefined, undefined, options);

const LOGS = { log: 'newest', 'log.1': 'newer', 'log.2': 'the oldest' };

/** As a rotation with two old logs does. */
function rotate(folder: string): void {
  renameSync(`${folder}/log.1`, `${folder}/log.2`);
  renameSync(`${folder}/log`, `${folder}/log.1`);
  plant(folder, { log: 'a new one' });
}

const ROTATED = ['copy log', 'move log -> log.1', 'move log.1 -> log.2'];

for (const mode of ['clone', 'two-way'] as const)
  for (const trash of [true, false])
    t.test(
      `rotated logs are renamed, only the new one is sent (${mode}, trash ${String(trash)})`,
      async (t) => {
        const { run, source, destination } = both(t, { source: { ...LOGS, keep: 'kept' } });
        const args = ['--mode', mode, ...(trash ? [] : ['--no-trash'])];
        await run(...args);
        rotate(source);
        t.match(await run(...args, '--dry-run'), { exit: 0, lines: only(ROTATED), summary: { bytes: 9 } });
        t.match(await run(...args), {
          exit: 0,
          lines: only(ROTATED),
          summary: { moved: 2, copied: 1, updated: 0, deleted: 0, bytes: 9 },
        });
        t.same(differences(source, destination), []);
        t.same(trashed(destination), trash ? { 'log.2': ['the oldest'] } : {});
        t.match(await run(...args), { exit: 0, lines: only([]) });
      },
    );

t.test('two-way: what is rotated on the destination is renamed on the source', async (t) => {
  const { run, source, destination } = both(t, { source: LOGS });
  await run('--mode', 'two-way');
  rotate(destination);
  t.match(await run('--mode', 'two-way'), { exit: 0, lines: only(ROTATED), summary: { bytes: 9 } });
  t.same(texts(source), { log: 'a new one', 'log.1': 'newest', 'log.2': 'newer' });
  t.same(differences(source, destination), []);
});

t.test(
  'two-way: a log that was written to on the other side conflicts, and the others are renamed',
  async (t) => {
    const { run, source, destination } = both(t, { source: LOGS });
    await run('--mode', 'two-way');
    rotate(source);
    plant(destination, { log: 'written to there' });
    const { lines } = await run('--mode', 'two-way');
    t.ok(lines.includes('move log.1 -> log.2'));
    t.notOk(lines.some((line) => line.startsWith('move log ->')));
    t.same(differences(source, destination), []);
    const everything = Object.values(texts(source)) as readonly string[];
    for (const text of ['a new one', 'newest', 'newer', 'written to there'])
      t.ok(everything.includes(text), text);
  },
);

t.test('clone: what the destination has changed under a name to be replaced is in the trash', async (t) => {
  const { run, source, destination } = both(t, { source: { ...LOGS, keep: 'kept' } });
  await run('--mode', 'clone');
  rotate(source);
  plant(destination, { 'log.2': 'changed there' });
  t.match(await run('--mode', 'clone'), {
    exit: 0,
    lines: only(['copy log', 'move log -> log.1', 'update log.2']),
  });
  t.same(differences(source, destination), []);
  t.same(trashed(destination), { 'log.1': ['newer'], 'log.2': ['changed there'] });
});

t.test('simple: rotated logs are updates', async (t) => {
  const { run, source, destination } = both(t, { source: LOGS });
  await run();
  rotate(source);
  t.match(await run(), { exit: 0, lines: only(['update log', 'update log.1', 'update log.2']) });
  t.same(differences(source, destination), []);
});

for (const mode of ['clone', 'two-way'] as const)
  t.test(`a file that was renamed over another is renamed, and no delete (${mode})`, async (t) => {
    const { run, source, destination } = both(t, { source: { a: 'one', b: 'two', keep: 'kept' } });
    await run('--mode', mode);
    renameSync(`${source}/a`, `${source}/b`);
    t.match(await run('--mode', mode, '--max-delete', '0%'), {
      exit: 0,
      lines: only(['move a -> b']),
      summary: { held: 0, deleted: 0, bytes: 0 },
    });
    t.same(differences(source, destination), []);
    t.same(trashed(destination), { b: ['two'] });
  });

t.test(
  'an edit that keeps size and time of a file that had a second name is no rename of that',
  async (t) => {
    const { run, source, destination } = both(t, { source: { a: 'one', keep: 'kept' } });
    linkSync(`${source}/a`, `${source}/b`);
    const { mtime } = statSync(`${source}/a`);
    const args = ['--mode', 'clone', '--compare', 'content'];
    await run(...args);
    unlinkSync(`${source}/b`);
    writeFileSync(`${source}/a`, 'two');
    utimesSync(`${source}/a`, mtime, mtime);
    t.match(await run(...args), { exit: 0, lines: only(['delete b', 'update a']) });
    t.same(differences(source, destination), []);
    t.same(trashed(destination), { a: ['one'], b: ['one'] });
  },
);
