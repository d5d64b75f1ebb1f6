import { chmodSync, renameSync, statSync, utimesSync } from 'node:fs';
import t from 'tap';
import { differences, texts, trashed } from '../support/observe.ts';
import { pairWith, type Pair } from '../support/pair.ts';
import { file, noise, plant } from '../support/plant.ts';
import { directionsFor, directionTitle, onEveryServer, setsTimes } from '../support/servers.ts';
import { only } from '../support/only.ts';

const ALIKE = { withinNs: undefined, modes: false };
const CONFLICT_COPY = /\.conflict-(source|destination)-\d{8}-\d{6}/;

const twoWay = (the: Pair, ...args: readonly string[]) => the.run('--mode', 'two-way', ...args);

onEveryServer(t, (t, server) => {
  t.test('a first merge is the union of both sides, and the next two runs have nothing to do', async (t) => {
    const old = { mtime: 1_600_000_000 };
    const the = pairWith(t, server, 'to', {
      source: { 'a/only here': '1', both: file('equal', old), 'cur/1.h:2,S': 'mail', 'empty a/': '' },
      destination: { 'a/only there': '2', both: file('equal', old), big: noise(300_000), 'empty b/': '' },
    });
    const first = await twoWay(the);
    t.equal(first.exit, 0, first.stderr);
    t.same(first.lines, [
      'copy a/only here',
      'copy a/only there',
      'copy big',
      'copy cur/1.h:2,S',
      'mkdir cur',
      'mkdir empty a',
      'mkdir empty b',
    ]);
    t.same(differences(the.source, the.destination, ALIKE), []);
    for (const which of ['second', 'third'])
      t.match(await twoWay(the), { exit: 0, lines: only([]), summary: { bytes: 0 } }, which);
  });

  t.test(
    'changes right after a first merge of equal files are told from the versions that were merged',
    async (t) => {
      const now = { mtime: Math.floor(Date.now() / 1000) };
      const tree = { edited: file('same', now), 'edited there': file('same', now), gone: file('same', now) };
      const the = pairWith(t, server, 'to', { source: tree, destination: tree });
      t.match(await twoWay(the), { exit: 0, lines: only([]) });
      the.plant('source', { edited: 'edited here' });
      the.plant('destination', { gone: undefined, 'edited there': 'edited there' });
      t.match(await twoWay(the), {
        exit: 0,
        lines: only(['delete gone', 'update edited', 'update edited there']),
      });
      t.match(await twoWay(the), { exit: 0, lines: only([]) });
    },
  );

  t.test('edits, deletes and renames on either side are carried to the other', async (t) => {
    const old = { mtime: 1_700_000_000 };
    const tree = ['edit', 'gone', 'name', 'edited and deleted', 'touched', 'stays'].flatMap((what) =>
      ['a', 'b'].map((side) => [`${what} ${side}`, file(`${what} on ${side}`, old)] as const),
    );
    const the = pairWith(t, server, 'to', {
      source: { ...Object.fromEntries(tree), 'd a/x': 'x', 'd b/y': 'y' },
    });
    t.equal((await twoWay(the)).exit, 0);
    for (const [here, there, mine] of [
      ['source', 'destination', 'a'],
      ['destination', 'source', 'b'],
    ] as const) {
      plant(the[here], {
        [`edit ${mine}`]: `edited on ${here}`,
        [`gone ${mine}`]: undefined,
        [`edited and deleted ${mine}`]: `edited on ${here}, so it stays`,
        [`new ${mine}`]: `new on ${here}`,
        [`d ${mine}`]: undefined,
      });
      plant(the[there], { [`edited and deleted ${mine}`]: undefined });
      renameSync(`${the[here]}/name ${mine}`, `${the[here]}/renamed ${mine}`);
      utimesSync(`${the[here]}/touched ${mine}`, 1_700_100_000, 1_700_100_000);
    }
    server.adopt();
    const planned = await twoWay(the, '--dry-run');
    const done = await twoWay(the);
    t.same(planned.lines, done.lines, 'as planned');
    t.match(done, { exit: 0, summary: { conflicts: 0 } });
    t.ok(done.lines.includes('move name a -> renamed a'), 'a rename here is a move there');
    t.match(done.operations.find(({ path }) => path === 'touched b')?.bytes ?? 0, 0);
    t.same(differences(the.source, the.destination, ALIKE), []);
    t.match(texts(the.source), {
      'edit a': 'edited on source',
      'edit b': 'edited on destination',
      'edited and deleted a': 'edited on source, so it stays',
      'edited and deleted b': 'edited on destination, so it stays',
    });
    t.same(trashed(the.destination)['gone a'], ['gone on a']);
    t.same(trashed(the.source)['gone b'], ['gone on b']);
    for (const which of ['second', 'third'])
      t.match(await twoWay(the), { exit: 0, lines: only([]), summary: { bytes: 0 } }, which);
  });

  for (const mode of ['two-way', 'clone'])
    t.test(`${mode}: a new time of a file here is set there, and another mode is no new time`, async (t) => {
      const the = pairWith(t, server, 'to', { source: { a: file('same', { mtime: 1_700_000_000 }) } });
      const run = () => the.run('--mode', mode);
      t.equal((await run()).exit, 0);
      chmodSync(`${the.source}/a`, 0o600);
      t.match(await run(), { exit: 0, lines: only([]) });
      utimesSync(`${the.source}/a`, 1_700_100_000, 1_700_100_000);
      const where = { type: 'operation', side: 'destination', path: 'a', outcome: 'applied' };
      const touch = { ...where, op: 'update', reason: 'time', bytes: 0 };
      t.match(await run(), { exit: 0, operations: only([touch]) });
      if (setsTimes(server.kind)) t.equal(statSync(`${the.destination}/a`).mtimeMs, 1_700_100_000_000);
      t.match(await run(), { exit: 0, lines: only([]) });
    });

  for (const direction of directionsFor(server.kind)) {
    t.test(`${directionTitle(direction)}: a conflict keeps both versions on both sides`, async (t) => {
      const the = pairWith(t, server, direction, {
        source: { 'a.txt': 'agreed', same: 'agreed', kind: 'agreed' },
      });
      t.equal((await twoWay(the)).exit, 0);
      the.plant('source', { 'a.txt': 'here!', same: 'the same edit', kind: 'edited' });
      the.plant('destination', { 'a.txt': 'there, longer', same: 'the same edit', kind: undefined });
      the.plant('destination', { 'kind/x': 'in a folder' });
      const ran = await twoWay(the, '--conflict', 'destination');
      t.match(ran, { exit: 0, summary: { conflicts: 2 } }, ran.stderr);
      const found = texts(the.source);
      const copies = Object.keys(found).filter((path) => CONFLICT_COPY.test(path));
      t.equal(copies.length, 2);
      t.equal(found['a.txt'], 'there, longer');
      t.same(copies.map((path) => found[path]).sort(), ['edited', 'here!']);
      t.equal(found['kind/x'], 'in a folder', 'the folder keeps the name');
      t.same(differences(the.source, the.destination, ALIKE), []);
      for (const which of ['second', 'third'])
        t.match(await twoWay(the), { exit: 0, lines: only([]) }, which);
    });
  }

  t.test('an edit of the same size within the minute is found, and is no conflict', async (t) => {
    const the = pairWith(t, server, 'to', { source: { a: 'one', b: 'one' } });
    t.equal((await twoWay(the)).exit, 0);
    the.plant('destination', { a: 'two' });
    t.match(await twoWay(the), { exit: 0, lines: only(['update a']), summary: { conflicts: 0 } });
    the.plant('destination', { a: 'tri' });
    t.match(await twoWay(the), { exit: 0, lines: only(['update a']), summary: { conflicts: 0 } });
    t.same(texts(the.source), { a: 'tri', b: 'one' });
    t.match(await twoWay(the), { exit: 0, lines: only([]) });
  });

  t.test('with the journal lost nothing is deleted, moved or in conflict', async (t) => {
    const the = pairWith(t, server, 'to', { source: { a: 'one', 'd/b': 'two' } });
    t.equal((await twoWay(the)).exit, 0);
    the.plant('source', { a: undefined });
    renameSync(the.state, `${the.state} lost`);
    t.match(await twoWay(the), { exit: 0, lines: only(['copy a']), summary: { conflicts: 0 } });
    t.match(await twoWay(the), { exit: 0, lines: only([]) });
  });
});
