import { existsSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { cli } from '../support/cli.ts';
import { snapshot, temps, texts } from '../support/observe.ts';
import { link, noise, plant, type Tree } from '../support/plant.ts';
import { readReport } from '../support/report.ts';
import { tempAppears } from '../support/watch.ts';
import { only } from '../support/only.ts';

const reserved: Tree = {
  '.syncline/trash/20200101-000000000-0123abcd/kept': 'kept',
  'd/.syncline/x': 'theirs',
  '.syncline-20200101-000000000-0123abcd-1.tmp': 'a temp file',
  'd/.syncline-other.tmp': 'another',
};
const ordinary: Tree = {
  '.synclinerc': 'a',
  '.syncline.bak': 'b',
  'syncline-x.tmp': 'c',
  '.syncline-notes': 'd',
  'd/x': 'e',
};

t.test('reserved names of the source are never entries; what only looks like them is', async (t) => {
  const { run, destination } = bench(t, { source: { ...ordinary, ...reserved } });
  const ran = await run('--mode', 'clone');
  t.match(ran, { exit: 0, stderr: '', summary: { copied: 5, skipped: 0 } });
  t.same(texts(destination), { ...ordinary, 'd/': '' });
});

t.test('clone: reserved names of the destination are not removed', async (t) => {
  const { run, destination } = bench(t, {
    source: ordinary,
    destination: { ...ordinary, ...reserved, extra: 'x' },
  });
  const before = snapshot(destination);
  t.match(await run('--mode', 'clone', '--no-trash'), { exit: 0, lines: only(['delete extra']) });
  const after = snapshot(destination);
  for (const path of Object.keys(reserved)) t.equal(after[path], before[path], path);
});

for (const side of ['source', 'destination'] as const)
  for (const [kind, taken] of [
    ['file', 'theirs'],
    ['link', link('elsewhere')],
  ] as const)
    t.test(
      `a ${kind} that has the reserved name on the ${side} is unknown: said, and left as it is`,
      async (t) => {
        for (const mode of ['clone', 'two-way']) {
          const the = bench(t, { source: { 'd/a': '1' }, destination: { 'd/': '' } });
          plant(the[side], { '.syncline': taken, 'd/.syncline': taken });
          const before = snapshot(the[side]);
          for (const further of [['--dry-run'], [], []]) {
            const ran = await the.run('--mode', mode, ...further);
            t.equal(ran.exit, 1, mode);
            t.same(
              ran.lines.filter((line) => line !== 'copy d/a'),
              ['skip .syncline', 'skip d/.syncline'],
              mode,
            );
            t.match(ran.operations.find(({ op }) => op === 'skip')?.reason, 'name');
          }
          const after = snapshot(the[side]);
          for (const path of ['.syncline', 'd/.syncline'])
            t.equal(after[path], before[path], `${mode}: ${path}`);
          t.same(texts(the[side === 'source' ? 'destination' : 'source']), { 'd/': '', 'd/a': '1' }, mode);
        }
      },
    );

t.test('clone: a folder stays while something reserved is in it', async (t) => {
  const { run, destination } = bench(t, {
    source: { a: '1' },
    destination: { 'd/.syncline/x': 'theirs', 'd/y': 'extra' },
  });
  const ran = await run('--mode', 'clone');
  t.equal(ran.exit, 0, ran.stderr);
  t.ok(existsSync(`${destination}/d/.syncline/x`));
});

t.test(
  'a temp file that a killed run left is removed by the next one, those of others are not',
  async (t) => {
    const others = {
      '.syncline-20200101-000000000-0123abcd-1.tmp': 'of another item',
      'd/.syncline-x.tmp': 'of nobody',
    };
    const { run, begin, destination } = bench(t, {
      source: { big: noise(8 * 1024 * 1024), 'd/x': '1' },
      destination: others,
    });
    const started = begin('--bandwidth', '1MiB/s');
    await tempAppears(destination, Object.keys(others));
    started.child.kill('SIGKILL');
    await started.ended;
    t.equal(temps(destination).length, 3, 'it left one');
    t.equal((await run()).exit, 0);
    t.same(temps(destination).sort(), Object.keys(others).sort());
  },
);

for (const side of ['source', 'destination'] as const) {
  t.test(`a state directory inside the ${side} is left out of it, with a notice`, async (t) => {
    const the = bench(t, { source: { a: '1', 'conf/x': '2' }, destination: {} });
    const state = `${the[side]}/conf/state`;
    for (const round of [1, 2]) {
      const ended = await cli([
        'sync',
        the.source,
        the.destination,
        '--mode',
        'clone',
        '--json',
        '--quiet',
        '--state',
        state,
      ]);
      t.equal(ended.exit, 0, ended.stderr);
      t.match(ended.stderr, /state/, 'a notice');
      const { operations } = readReport(ended.stdout, false);
      t.notOk(operations.some(({ path }) => path.includes('state')));
      if (round === 2) t.same(operations, []);
    }
    const other = side === 'source' ? the.destination : the.source;
    t.same(texts(other), { a: '1', 'conf/': '', 'conf/x': '2' });
    t.ok(existsSync(state), 'it is not removed');
    plant(the.source, { 'conf/x': undefined });
    const ended = await cli([
      'sync',
      the.source,
      the.destination,
      '--mode',
      'clone',
      '--json',
      '--state',
      state,
    ]);
    t.equal(ended.exit, 0, ended.stderr);
    t.ok(existsSync(state), 'nor when its folder is emptied');
  });
}

for (const side of ['source', 'destination'] as const) {
  t.test(`a state directory that is the root of the ${side}: refused, or left out of it`, async (t) => {
    const the = bench(t, { source: { a: '1' }, destination: {} });
    const args = ['sync', the.source, the.destination, '--mode', 'clone', '--json', '--state', the[side]];
    for (const round of [1, 2]) {
      const ended = await cli([...args, '--approve-deletes']);
      t.match(ended.stderr, /state/, 'said');
      const lines =
        ended.exit === 2 ? [] : readReport(ended.stdout, false).operations.map(({ path }) => path);
      t.same(lines, ended.exit === 0 && round === 1 ? ['a'] : []);
      t.ok([0, 2, 3].includes(ended.exit ?? -1), `exit ${ended.exit}`);
    }
  });
}
