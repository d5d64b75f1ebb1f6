import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Test } from 'tap';
import { differences, snapshot } from '../support/observe.ts';
import { pairWith } from '../support/pair.ts';
import { exists, file, inFolders, noise, rowFolder, type Tree } from '../support/plant.ts';
import {
  DIRECTIONS,
  directionTitle,
  likenessOn,
  onEachServer,
  WHOLE_SECONDS_NS,
  type Direction,
  type RunningServer,
  type ServerKind,
} from '../support/servers.ts';
import { only } from '../support/only.ts';

const mail: Tree = {
  'Mail/cur/1700000000.M1P1.host:2,S': 'read',
  'Mail/cur/1700000000.M2P1.host:2,RS': 'answered',
  'Mail/new/1700000001.M1P1.host': 'unread',
  'Mail/tmp/': '',
};

/** Maildir++ keeps folders below the inbox as dot folders. */
const dotFolders: Tree = {
  'Mail/.Sent/cur/1700000002.M1P1.host:2,S': 'sent',
  'Mail/.Sent/maildirfolder': '',
  'Mail/.Sent.2023/new/': '',
  '.hidden': 'dot',
};

const names: Tree = {
  'with two  spaces/a b': 'spaces',
  'quotes \' " `.txt': 'quotes',
  'hash # percent %41 % question ? star *': 'marks',
  '$(touch x);&|<>': 'shell',
  '-rf': 'dash',
  '-a': 'dash',
  'x -> y': 'arrow',
  'ünïcödé/日本語/😀.txt': 'unicode',
  case: 'lower',
  Case: 'upper',
  con: 'reserved elsewhere',
  '..double': 'dots',
  ['n'.repeat(200)]: 'long',
};

const contents: Tree = {
  empty: '',
  'a zero byte': Buffer.of(0),
  'line ends': 'one\r\ntwo\nthree\r',
  'exactly 256 KiB': noise(256 * 1024),
  'more than 1 MiB': noise(1024 * 1024 + 17),
};

const times: Tree = {
  'long ago': file('1', { mtime: 86_400 }),
  'with µs': file('2', { mtime: 1_600_000_000.123456 }),
  'in a second': file('3', { mtime: 1_600_000_059 }),
  'in 2037': file('4', { mtime: 2_114_380_800 }),
};

const shapes: Tree = {
  'empty/': '',
  'deep/empty/below/': '',
  [`${'d/'.repeat(30)}bottom`]: 'deep',
  'a.b/x': 'between a and a/',
  'a/x': 'order',
  'a-b/x': 'order',
};

const trees: readonly [title: string, tree: Tree][] = [
  ['a mail folder', mail],
  ['dot folders', dotFolders],
  ['every odd name', names],
  ['every size', contents],
  ['every time', times],
  ['every shape', shapes],
];

/** What this server lets us see of the trees: one that hides dot names shows none as a source. */
function treeFor(kind: ServerKind, direction: Direction): Tree {
  const all = inFolders(trees, ([, tree]) => tree);
  if (kind !== 'vsftpd-hides-dot-names' || direction === 'to') return all;
  return Object.fromEntries(Object.entries(all).filter(([path]) => !/(^|\/)\./.test(path)));
}

/** First copies of everything that is odd, in both directions, with servers of these kinds (by default all of FTP). */
export function copiedFirstOn(t: Test, kinds?: readonly ServerKind[]): void {
  onEachServer(t, copiedFirst, kinds);
}

function copiedFirst(t: Test, server: RunningServer): void {
  for (const direction of DIRECTIONS) {
    t.test(`T4: ${directionTitle(direction)}: all arrives, and is left alone from then on`, async (t) => {
      const the = pairWith(t, server, direction, { source: treeFor(server.kind, direction) });
      const likeness = likenessOn(server.kind, direction);
      const first = await the.run();
      t.equal(first.exit, 0, first.stderr);
      for (const [row, [title]] of trees.entries()) {
        const folder = rowFolder(row);
        if (!existsSync(`${the.source}/${folder}`)) continue;
        t.same(differences(`${the.source}/${folder}`, `${the.destination}/${folder}`, likeness), [], title);
      }
      t.notOk(
        exists(the.destination, '.syncline'),
        'a first copy keeps nothing and leaves no folder of ours',
      );
      const before = snapshot(the.destination);
      for (const args of [[], [], ['--mode', 'clone']]) {
        const again = await the.run(...args);
        const title = `again, ${args.join(' ')}`;
        t.match(again, { exit: 0, lines: only([]), summary: { bytes: 0 } }, title);
        t.same(again.lines, [], title);
        t.same(snapshot(the.destination), before, `${title}: nothing is written`);
      }
    });

    t.test(`${directionTitle(direction)}: a first clone is the same copy`, async (t) => {
      const the = pairWith(t, server, direction, {
        source: { 'a.txt': 'four', 'd/b.txt': 'seven..', 'd/e/': '' },
        destination: { 'old/x': 'extra', 'a.txt': 'other' },
      });
      const first = await the.run('--mode', 'clone');
      t.same(first.lines, [
        'copy d/b.txt',
        'delete old/x',
        'mkdir d',
        'mkdir d/e',
        'rmdir old',
        'update a.txt',
      ]);
      t.match(first, { exit: 0, summary: { copied: 1, updated: 1, made: 2, removed: 1, bytes: 11 } });
      t.same(differences(the.source, the.destination, likenessOn(server.kind, direction)), []);
      t.equal(readdirSync(`${the.destination}/.syncline/trash`).length, 1, 'one run has kept something');
      const [run] = readdirSync(`${the.destination}/.syncline/trash`);
      t.equal(readFileSync(`${the.destination}/.syncline/trash/${run}/a.txt`, 'utf8'), 'other');
      t.equal(readFileSync(`${the.destination}/.syncline/trash/${run}/old/x`, 'utf8'), 'extra');
      t.same((await the.run('--mode', 'clone')).lines, [], 'the next run has nothing to do');
    });
  }

  t.test('server to directory: times arrive in whole seconds, however old the file is', async (t) => {
    const the = pairWith(t, server, 'from', {
      source: {
        old: file('1', { mtime: 1_600_000_059 }),
        recent: file('2', { mtime: Math.floor(Date.now() / 1000) - 3_607 }),
      },
    });
    t.equal((await the.run()).exit, 0);
    t.same(differences(the.source, the.destination, { withinNs: WHOLE_SECONDS_NS, modes: false }), []);
  });
}
