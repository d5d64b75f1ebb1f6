import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bench, type Bench, type Run } from '../support/bench.ts';
import { bytesBelow, differences, snapshot } from '../support/observe.ts';
import { file, plant, type Tree } from '../support/plant.ts';
import { only } from '../support/only.ts';

const tree: Tree = Object.fromEntries(
  Array.from({ length: 40 }, (_, n) => [
    `d${n % 4}/f${n}`,
    file(`content ${n}`, { mtime: 1_600_000_000 + n }),
  ]),
);

interface Damage {
  readonly title: string;
  readonly damage: (the: Bench) => void;
  /** A journal that is simply not there is a first run; one that is damaged is told of. */
  readonly told: boolean;
}

const journalFiles = ({ state }: Bench): string[] =>
  readdirSync(state, { recursive: true, encoding: 'utf8' })
    .map((name) => join(state, name))
    .filter(
      (path) => path.includes('/journal/') && !/\/(LOCK|LOG|LOG\.old)$/.test(path) && statSync(path).isFile(),
    );

const matching = (the: Bench, pattern: RegExp): string[] =>
  journalFiles(the).filter((path) => pattern.test(path));

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  if (bytes.length === 0) return;
  bytes[Math.floor(bytes.length * at)]! ^= 0x40;
  writeFileSync(path, bytes);
}

const damages: readonly Damage[] = [
  {
    title: 'the state directory is gone',
    damage: ({ state }) => rmSync(state, { recursive: true }),
    told: false,
  },
  {
    title: 'the database is gone',
    damage: ({ state }) => {
      for (const item of readdirSync(`${state}/items`))
        rmSync(`${state}/items/${item}/journal`, { recursive: true });
    },
    told: true,
  },
  {
    title: 'every file is empty',
    damage: (the) => journalFiles(the).forEach((path) => truncateSync(path)),
    told: true,
  },
  {
    title: 'the tables are cut',
    damage: (the) =>
      matching(the, /\.(ldb|log)$/).forEach((path) =>
        truncateSync(path, Math.floor(statSync(path).size / 2)),
      ),
    told: true,
  },
  {
    title: 'the tables and the log are gone',
    damage: (the) => matching(the, /\.(ldb|log)$/).forEach((path) => rmSync(path)),
    told: true,
  },
  {
    title: 'CURRENT points nowhere',
    damage: (the) => matching(the, /CURRENT$/).forEach((path) => writeFileSync(path, 'MANIFEST-999999\n')),
    told: true,
  },
  {
    title: 'the manifest is garbage',
    damage: (the) => matching(the, /MANIFEST/).forEach((path) => writeFileSync(path, 'garbage'.repeat(99))),
    told: true,
  },
  {
    title: 'one bit of a record is flipped',
    damage: (the) => matching(the, /\.(ldb|log)$/).forEach((path) => flip(path, 0.5)),
    told: true,
  },
];

for (const { title, damage, told } of damages) {
  t.test(`${title}: told even when quiet, no content is moved, nothing is deleted`, async (t) => {
    const the = bench(t, { source: tree });
    t.equal((await the.run('--mode', 'clone')).exit, 0);
    const before = snapshot(the.destination);
    damage(the);
    const damaged = bytesBelow(the.state);
    const planned = await the.run('--mode', 'clone', '--dry-run', '--quiet');
    t.same(bytesBelow(the.state), damaged, 'a dry run leaves it as it is');
    const ran = await the.run('--mode', 'clone', '--quiet');
    for (const { exit, lines, summary } of [planned, ran]) {
      t.match({ exit, lines, summary }, { exit: 0, lines: only([]), summary: { bytes: 0 } });
    }
    if (told) t.match(ran.stderr, /journal/);
    t.same(snapshot(the.destination), before);
    t.match(
      await the.run('--mode', 'clone', '--quiet'),
      { exit: 0, lines: only([]), stderr: '' },
      'and then all is well again',
    );
  });
}

t.test('after the journal is lost, changes are still carried as in a first run', async (t) => {
  for (const mode of ['simple', 'clone']) {
    const the = bench(t, { source: tree });
    await the.run('--mode', mode);
    rmSync(the.state, { recursive: true });
    plant(the.source, { 'd0/f0': 'edited', 'd1/new': 'new', 'd2/f2': undefined });
    const ran = await the.run('--mode', mode);
    const lines = ['copy d1/new', ...(mode === 'clone' ? ['delete d2/f2'] : []), 'update d0/f0'];
    t.match(ran, { exit: 0, lines: only(lines), summary: { bytes: 9 } }, mode);
    if (mode === 'clone') t.same(differences(the.source, the.destination), []);
  }
});

t.test('an older copy of the journal is seen to be older', async (t) => {
  const the = bench(t, { source: tree });
  await the.run('--mode', 'clone');
  const item = `${the.state}/items/${readdirSync(`${the.state}/items`)[0]}`;
  cpSync(`${item}/journal`, `${the.root}/backup`, { recursive: true });
  plant(the.source, { 'd0/f0': 'edited', 'd1/f1': undefined });
  await the.run('--mode', 'clone');
  rmSync(`${item}/journal`, { recursive: true });
  cpSync(`${the.root}/backup`, `${item}/journal`, { recursive: true });
  const ran: Run = await the.run('--mode', 'clone', '--quiet');
  t.match(ran, { exit: 0, lines: only([]), stderr: /journal/ });
  t.same(differences(the.source, the.destination), []);
});

t.test('one item’s journal put in another’s place is foreign', async (t) => {
  const the = bench(t, { source: tree });
  await the.run('--mode', 'clone');
  const other = bench(t, { source: { ...tree, 'd0/f0': 'of another pair' } });
  await other.run('--mode', 'clone');
  const [mine, theirs] = [the, other].map(
    ({ state }) => `${state}/items/${readdirSync(`${state}/items`)[0]}`,
  );
  rmSync(mine!, { recursive: true });
  cpSync(theirs!, mine!, { recursive: true });
  t.match(await the.run('--mode', 'clone', '--quiet'), { exit: 0, lines: only([]), stderr: /journal/ });
  t.same(differences(the.source, the.destination), []);
});

t.test('a run that has nothing to do does not let the state grow', async (t) => {
  const the = bench(t, { source: tree });
  await the.run('--mode', 'clone');
  await the.run('--mode', 'clone');
  const sizeOf = (): number => journalFiles(the).reduce((sum, path) => sum + statSync(path).size, 0);
  const before = sizeOf();
  for (let round = 0; round < 3; round += 1) await the.run('--mode', 'clone');
  t.ok(sizeOf() <= before + 1024, `${before} -> ${sizeOf()} bytes`);
});
