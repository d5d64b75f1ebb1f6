import { renameSync } from 'node:fs';
import type { Test } from 'tap';
import type { Run } from '../../support/bench.ts';
import { differences, texts, trashed } from '../../support/observe.ts';
import { pairWith, type Pair } from '../../support/pair.ts';
import { exists, inFolders, rowFolder } from '../../support/plant.ts';
import { linesBelow } from '../../support/report.ts';
import {
  DIRECTIONS,
  directionTitle,
  knowsRenamed,
  likenessOn,
  onEachServer,
  type Direction,
  type RunningServer,
  type ServerKind,
} from '../../support/servers.ts';
import { changes } from './table.ts';
import { only } from '../../support/only.ts';

/** Where nothing is told that a renamed file could be known by, it may be copied. */
function movesFor(kind: ServerKind, direction: Direction): boolean {
  return direction === 'to' || knowsRenamed(kind);
}

const before = inFolders(changes, ({ tree }) => ({ 'untouched.txt': 'u', ...tree }));

/** Every change, in both directions and one-way modes, on servers of these kinds. */
export function carriedOn(t: Test, kinds: readonly ServerKind[]): void {
  onEachServer(
    t,
    (t, server) => {
      for (const direction of DIRECTIONS) {
        const title = directionTitle(direction);
        t.test(`${title}, clone: every change is carried once`, (t) => carriedByClone(t, server, direction));
        t.test(`${title}, simple: every change is carried once`, (t) =>
          carriedBySimple(t, server, direction),
        );
      }
      t.test('--no-trash leaves no .syncline behind', (t) => leavesNoTrash(t, server));
    },
    kinds,
  );
}

async function changed(t: Test, server: RunningServer, direction: Direction, mode: string): Promise<Pair> {
  const the = pairWith(t, server, direction, { source: before });
  t.equal((await the.run('--mode', mode)).exit, 0);
  for (const [row, { change }] of changes.entries()) change(`${the.source}/${rowFolder(row)}`);
  the.plant('source', {});
  return the;
}

async function carriedByClone(t: Test, server: RunningServer, direction: Direction): Promise<void> {
  const the = await changed(t, server, direction, 'clone');
  const planned = await the.run('--mode', 'clone', '--dry-run');
  const done = await the.run('--mode', 'clone');
  t.same([planned.lines, planned.summary.bytes], [done.lines, done.summary.bytes], 'as planned');
  t.equal(done.exit, 0, done.stderr);
  const kept = trashed(the.destination);
  for (const [row, each] of changes.entries()) {
    const folder = rowFolder(row);
    if (each.move !== true || movesFor(server.kind, direction))
      t.same(linesBelow(done.lines, folder), each.clone, each.title);
    const sides = [`${the.source}/${folder}`, `${the.destination}/${folder}`] as const;
    t.same(differences(...sides, likenessOn(server.kind, direction)), [], each.title);
    for (const [path, versions] of Object.entries(each.kept ?? {}))
      t.same(kept[`${folder}/${path}`], versions, `${each.title}: kept`);
  }
  touchMovesNothing(t, done);
  t.match(await the.run('--mode', 'clone'), { exit: 0, lines: only([]) }, 'the next run has nothing to do');
}

async function carriedBySimple(t: Test, server: RunningServer, direction: Direction): Promise<void> {
  const the = await changed(t, server, direction, 'simple');
  const done = await the.run();
  t.equal(done.exit, 1, done.stderr);
  for (const [row, { title, simple }] of changes.entries())
    t.same(linesBelow(done.lines, rowFolder(row)), simple, title);
  touchMovesNothing(t, done);
  const reported = done.lines.filter((line) => line.startsWith('skip'));
  t.match(await the.run(), { exit: 1, lines: only(reported) }, 'the next run has nothing to do');
}

function touchMovesNothing(t: Test, { operations }: Run): void {
  const touch = `${rowFolder(changes.findIndex(({ title }) => title === 'a touch'))}/a`;
  t.equal(operations.find(({ path }) => path === touch)?.bytes, 0, 'a touch moves no content');
}

async function leavesNoTrash(t: Test, server: RunningServer): Promise<void> {
  const the = pairWith(t, server, 'to', { source: { a: '1', b: '2', 'd/c': '3', k: 'kind', 'x y': 'mv' } });
  const run = () => the.run('--mode', 'clone', '--no-trash');
  t.equal((await run()).exit, 0);
  renameSync(`${the.source}/x y`, `${the.source}/y x`);
  the.plant('source', { a: 'edited', b: undefined, d: undefined, k: undefined });
  the.plant('source', { 'k/z': 'in it' });
  t.equal((await run()).exit, 0);
  t.same(texts(the.destination), { a: 'edited', 'k/': '', 'k/z': 'in it', 'y x': 'mv' });
  t.notOk(exists(the.destination, '.syncline'));
  t.same((await run()).lines, []);
}
