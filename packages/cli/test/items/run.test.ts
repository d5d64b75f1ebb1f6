import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { worstExit } from '../../src/exit-code.js';
import type { FakeRun } from '../fake-context.js';
import { end, events, operation } from '../fake-context.js';
import { desk, objects } from './desk.js';

const ITEMS = `concurrency: 2
items:
  - { name: a, group: g, source: /s, destination: /d, logFile: ~/a.txt }
  - { name: b, group: g, source: /s2, destination: { type: ftp, server: h, username: me, password: { env: PW } } }
  - { name: c, source: /s3, destination: /d3 }
`;
const copied = events(operation({ path: 'x', bytes: 3 }), end({ copied: 1, bytes: 3, scanned: 1 }));

t.test('one item: as for sync, with what its configuration says', async (t) => {
  const { home, run } = desk(t, ITEMS);
  const { exit, out, runs } = await run(['run', 'a', '--approve-deletes'], { onRun: copied });
  t.equal(exit, 0);
  t.match(out, /^copied   x \(3 B\)\nIn sync: 1 file copied/);
  t.match(runs, [
    {
      item: { name: 'a', source: { endpoint: { path: '/s' } } },
      options: { stateDirectory: join(home, '.local/state/syncline'), approveDeletes: true, dryRun: false },
    },
  ]);
  const log = readFileSync(join(home, 'a.txt'), 'utf8');
  t.match(
    log,
    /a begins when asked: simple, \/s -> \/d\n.*copied   x \(3 B\)\n.*a ends with exit code 0: In sync/s,
  );
});

t.test('a dry run writes no log', async (t) => {
  const { home, run } = desk(t, ITEMS);
  t.match(await run(['run', 'a', '--dry-run'], { onRun: copied }), { exit: 0 });
  t.notOk(existsSync(join(home, 'a.txt')));
});

t.test('several: each line tells whose it is, the last one the totals', async (t) => {
  const { run } = desk(t, ITEMS);
  const said = await run(['run', '--all'], { onRun: copied, env: { PW: 'pw' } });
  t.equal(said.exit, 0);
  const lines = said.out.trim().split('\n');
  t.equal(lines.length, 7);
  for (const name of ['a', 'b', 'c']) t.ok(lines.includes(`${name}: copied   x (3 B)`));
  t.equal(lines.at(-1), '3 items in sync');
  t.same(said.runs.map(({ item }) => item.name).sort(), ['a', 'b', 'c']);
  const json = objects(
    (await run(['run', '--group', 'g', '--json'], { onRun: copied, env: { PW: 'pw' } })).out,
  );
  t.match(
    json
      .slice(0, -1)
      .map(({ type, item }) => `${type} ${item}`)
      .sort(),
    ['operation a', 'operation b', 'summary a', 'summary b'],
  );
  t.match(json.at(-1), { type: 'summary', exit: 0, copied: 2, bytes: 6, scanned: 2 });
  t.notOk('item' in (json.at(-1) ?? {}));
});

t.test('the exit code is that of the worst; what one lacks keeps the others from nothing', async (t) => {
  const { run } = desk(t, ITEMS);
  const exits: Readonly<Record<string, 0 | 1 | 3>> = { a: 1, c: 3 };
  const onRun = (fake: FakeRun): void => events(end({ exit: exits[fake.item.name] ?? 0 }))(fake);
  const said = await run(['run', 'a', 'c'], { onRun });
  t.match(said, { exit: 3, out: /0 items in sync; 2 not: a \(exit code 1\), c \(exit code 3\)\n$/ });
  const lacking = await run(['run', '--all'], { onRun: copied });
  t.match(lacking, {
    exit: 2,
    err: /^b: syncline: .*variable PW is not set/m,
    out: /2 items in sync; 1 not: b \(exit code 2\)/,
  });
  t.match(await run(['run', 'b'], { onRun: copied }), {
    exit: 2,
    err: /^syncline: .*variable PW is not set/,
  });
  t.equal(worstExit([0, 1, 3, 4, 5, 130, 2]), 2);
  t.equal(worstExit([0, 1, 3, 4, 5, 130]), 130);
  t.equal(worstExit([0, 1, 3]), 3);
  t.equal(worstExit([]), 0);
});

t.test('no more at once than the configuration allows, or --parallel', async (t) => {
  const { run } = desk(t, ITEMS);
  for (const [args, most] of [
    [[], 2],
    [['--parallel', '1'], 1],
  ] as const) {
    const held: FakeRun[] = [];
    let begun = 0;
    let seen = 0;
    const onRun = (fake: FakeRun): void => {
      held.push(fake);
      begun += 1;
      seen = Math.max(seen, held.length);
      if (held.length >= most || begun === 3) setImmediate(() => held.splice(0).forEach(copied));
    };
    t.match(await run(['run', '--all', ...args], { onRun, env: { PW: '' } }), { exit: 0 });
    t.equal(seen, most);
  }
});

t.test('passwords: as configured; the variables of sync only where one item is meant', async (t) => {
  const { run } = desk(t, ITEMS);
  const env = { PW: 'from config', SYNCLINE_DESTINATION_PASSWORD: 'from variable' };
  const password = async (...args: readonly string[]) => {
    const { runs } = await run(['run', ...args], { onRun: copied, env });
    return runs.map(({ item }) => item.destination.endpoint).find(({ type }) => type === 'ftp');
  };
  t.match(await password('b'), { password: 'from variable' });
  t.match(await password('b', 'c'), { password: 'from config' });
});

t.test('which items are meant is said in one way, and must be there', async (t) => {
  const { run } = desk(t, ITEMS);
  t.match(await run(['run']), { exit: 2, err: /say which items\. Write: syncline run ITEM…/ });
  t.match(await run(['run', 'a', '--all']), { exit: 2, err: /in one way only/ });
  t.match(await run(['run', 'nobody']), { exit: 2, err: /no item 'nobody'/ });
  t.match(await run(['run', '--group', 'nobodies']), { exit: 2, err: /group 'nobodies'\. Groups: g/ });
  t.match(await run(['run', 'a', '--parallel', '0']), { exit: 2, err: /--parallel/ });
  t.match(await run(['run', 'a', '--mode', 'clone']), { exit: 2, err: /--mode belongs to an item itself/ });
  t.match(await desk(t, 'items: []').run(['run', '--all']), { exit: 0, out: '0 items in sync\n' });
});
