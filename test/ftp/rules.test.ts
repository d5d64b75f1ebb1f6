import { renameSync } from 'node:fs';
import t from 'tap';
import { snapshot, texts } from '../support/observe.ts';
import { pairWith, type Pair } from '../support/pair.ts';
import { link, noise, type Tree } from '../support/plant.ts';
import { directionsFor, directionTitle, onEveryServer } from '../support/servers.ts';
import { only } from '../support/only.ts';

/** Files whose sizes differ from each other. */
function files(count: number): Tree {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, 'x'.repeat(n + 1)]));
}

function without(count: number): Tree {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, undefined]));
}

const oddNames: Tree = {
  'line\nbreak': '1',
  'return\rcarriage': '2',
  [String.raw`caf\xe9`]: '3',
  [String.raw`folder\xff/x`]: '4',
  'folder\n/y': '5',
};

const clone = (the: Pair, ...args: readonly string[]) => the.run('--mode', 'clone', ...args);

onEveryServer(t, (t, server) => {
  for (const direction of directionsFor(server.kind)) {
    const title = directionTitle(direction);

    t.test(`${title}: too many deletes are held until they are approved`, async (t) => {
      const the = pairWith(t, server, direction, { source: files(14) });
      t.equal((await clone(the)).exit, 0);
      the.plant('source', { ...without(12), added: noise(500) });
      const planned = await clone(the, '--dry-run');
      const held = await clone(the);
      t.match(held, { exit: 3, summary: { copied: 1, deleted: 0, held: 12 } });
      t.same(planned.lines, held.lines);
      t.match(held.stderr, /--approve-deletes/);
      t.equal(Object.keys(texts(the.destination)).length, 15);
      t.match(await clone(the, '--approve-deletes'), { exit: 0, summary: { deleted: 12, held: 0 } });
      t.match(await clone(the), { exit: 0, lines: only([]) });
    });

    t.test(`${title}: an emptied source deletes nothing unasked`, async (t) => {
      const the = pairWith(t, server, direction, { source: files(2) });
      t.equal((await clone(the)).exit, 0);
      the.plant('source', without(2));
      t.match(await clone(the, '--max-delete', '100%'), { exit: 3, summary: { deleted: 0, held: 2 } });
      t.match(await clone(the, '--approve-deletes'), { exit: 0, summary: { deleted: 2 } });
    });

    t.test(`${title}: a pattern of either side takes a path out on both`, async (t) => {
      const the = pairWith(t, server, direction, {
        source: { keep: '1', 'a.bak': '2', 'cache/x': '3', 'sub/cache/y': '4', 'b.tmp': '5' },
        destination: { 'old.bak': 'kept', 'cache/z': 'kept', 'old.tmp': 'kept', old: 'not kept' },
      });
      const patterns = [
        '--ignore-source',
        '\\.bak$',
        '--ignore-destination',
        '^cache$',
        '--ignore',
        '\\.tmp$',
      ];
      const ran = await clone(the, ...patterns);
      t.match(ran, { exit: 0, lines: only(['copy keep', 'delete old', 'mkdir sub']) });
      t.match(texts(the.destination), { 'old.bak': 'kept', 'cache/z': 'kept', 'old.tmp': 'kept' });
      t.match(await clone(the, ...patterns), { exit: 0, lines: only([]) });
    });

    t.test(`${title}: a file check is made over the server's protocol, and refuses the run`, async (t) => {
      const the = pairWith(t, server, direction, {
        source: { a: '1', 'checks/here': 'ready = yes\n' },
        destination: { 'checks/here': 'ready = yes\n' },
      });
      const side = direction === 'to' ? 'destination' : 'source';
      const before = snapshot(the.destination);
      for (const check of ['missing', 'no/such/here', 'checks/here=ready = no']) {
        const ran = await the.run(`--file-check-${side}`, check);
        t.match(ran, { exit: 3, lines: only([]), summary: { reason: String } }, check);
      }
      t.same(snapshot(the.destination), before, 'nothing is touched');
      t.match(await the.run(`--file-check-${side}`, 'checks/here=[^ready = yes]'), {
        exit: 0,
        lines: only(['copy a']),
      });
    });

    t.test(`${title}: with the journal lost no content is moved`, async (t) => {
      const the = pairWith(t, server, direction, {
        source: { a: 'content', 'd/big': noise(300_000), empty: '', 'd/e/': '' },
      });
      t.equal((await clone(the)).exit, 0);
      renameSync(the.state, `${the.state} lost`);
      const before = snapshot(the.destination);
      t.match(await clone(the), { exit: 0, summary: { bytes: 0, copied: 0, deleted: 0 } });
      t.same(snapshot(the.destination), before);
      t.match(await clone(the), { exit: 0, lines: only([]) });
    });
  }

  t.test('F1, F2: names that the server cannot hold are reported, and all others arrive', async (t) => {
    const the = pairWith(t, server, 'to', { source: { ...oddNames, good: 'good' } });
    const planned = await clone(the, '--dry-run');
    const ran = await clone(the);
    // SFTP carries any bytes.
    const [exit, refused] = server.kind === 'openssh' ? [0, 0] : [1, 5];
    t.match(ran, { exit, summary: { copied: 6 - refused } });
    t.equal(ran.operations.filter(({ code }) => code === 'name').length, refused, 'each with its reason');
    t.same([planned.exit, planned.summary.copied], [exit, 6 - refused], 'a dry run exits alike');
    t.same(texts(the.destination), refused > 0 ? { good: 'good' } : texts(the.source));
    const again = await clone(the);
    t.match(again, { exit, summary: { copied: 0, made: 0, bytes: 0 } });
  });

  t.test('F9: links are skipped towards a server, and from it', async (t) => {
    for (const direction of directionsFor(server.kind)) {
      const the = pairWith(t, server, direction, {
        source: { 'a/x': '1', 'to file': link('a/x'), 'to folder': link('a') },
      });
      for (const which of ['first', 'next']) {
        const ran = await clone(the);
        t.match(ran, { exit: 1, summary: { skipped: 2 } }, `${direction}, ${which}`);
        t.same(texts(the.destination), { 'a/': '', 'a/x': '1' }, direction);
      }
    }
  });
});
