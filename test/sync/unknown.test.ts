import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import t from 'tap';
import { bench, readRun, unprivileged } from '../support/bench.ts';
import { cli } from '../support/cli.ts';
import { differences, entriesBelow, snapshot, texts } from '../support/observe.ts';
import { pair } from '../support/pair.ts';
import { FIFO, plant, type Tree } from '../support/plant.ts';
import { only } from '../support/only.ts';

t.test('F11: a FIFO and a socket at the source are reported and left, at every run', async (t) => {
  const { run, root, source, destination } = bench(t, { source: { a: '1', 'd/fifo': FIFO, 'd/x': '2' } });
  // A socket's path is short; the link's target is where it really is.
  symlinkSync(source, `${root}/s`);
  const server = createServer().listen(`${root}/s/socket`);
  await once(server, 'listening');
  t.teardown(() => server.close());
  for (const lines of [
    ['copy a', 'copy d/x', 'mkdir d', 'skip d/fifo', 'skip socket'],
    ['skip d/fifo', 'skip socket'],
  ]) {
    const ran = await run('--mode', 'clone');
    t.match(ran, { exit: 1, lines: only(lines), summary: { skipped: 2, failed: 0 } });
    t.match(ran.stderr, /d\/fifo.*\n.*socket|socket.*\n.*d\/fifo/);
  }
  t.same(texts(destination), { a: '1', 'd/': '', 'd/x': '2' });
});

const procfs = { skip: !existsSync('/proc/sys/vm/swappiness') && 'no /proc here' };

t.test('F11: files of /proc, which hold more than they say, are reported and left', procfs, async (t) => {
  const { destination, state } = bench(t, { destination: { kept: '1' } });
  for (const mode of ['clone', 'two-way']) {
    const ran = readRun(
      await cli([
        'sync',
        '/proc/sys/vm',
        destination,
        '--ignore',
        '^kept$',
        '--mode',
        mode,
        '--state',
        state,
        '--json',
      ]),
      false,
    );
    t.match(ran, { exit: 1, summary: { copied: 0, failed: 0 } });
    t.ok(ran.lines.includes('skip swappiness'));
    t.match(ran.stderr, /swappiness \(source\): a file that the kernel makes up/);
    t.same(texts(destination), { kept: '1' });
  }
});

t.test('an ignored FIFO is neither reported nor a reason to fail', async (t) => {
  const { run } = bench(t, { source: { a: '1', fifo: FIFO } });
  t.match(await run('--ignore', '^fifo$'), { exit: 0, lines: only(['copy a']) });
});

t.test('clone: a FIFO on the destination is never deleted, nor the folder that holds it', async (t) => {
  const { run, destination } = bench(t, {
    source: { a: '1' },
    destination: { a: '1', fifo: FIFO, 'd/fifo': FIFO, 'd/x': 'extra' },
  });
  const ran = await run('--mode', 'clone');
  t.match(ran, { exit: 1, lines: only(['delete d/x', 'skip d/fifo', 'skip fifo']) });
  t.same(texts(destination), { a: '1', 'd/': '', 'd/fifo': '(special)', fifo: '(special)' });
});

t.test('two-way: a folder that one side lost is made again while something in it is unknown', async (t) => {
  const the = pair(t, undefined, undefined, { source: { 'd/e/x': '1', keep: '' } });
  await the.run('--mode', 'two-way');
  plant(the.source, { d: undefined });
  plant(the.destination, { 'd/e/fifo': FIFO });
  t.match(await the.run('--mode', 'two-way'), {
    exit: 1,
    lines: only(['delete d/e/x', 'mkdir d', 'mkdir d/e', 'skip d/e/fifo']),
  });
  t.same(texts(the.source), { 'd/': '', 'd/e/': '', keep: '' });
  t.match(await the.run('--mode', 'two-way'), { exit: 1, lines: only(['skip d/e/fifo']) });
});

t.test('clone: a file that became a FIFO deletes nothing', async (t) => {
  const { run, source, destination } = bench(t, { source: { a: '1', b: '2' } });
  await run('--mode', 'clone');
  plant(source, { a: FIFO });
  t.match(await run('--mode', 'clone'), { exit: 1, lines: only(['skip a']) });
  t.same(texts(destination), { a: '1', b: '2' });
});

t.test('F15: what cannot be read is unknown, never absent', { skip: unprivileged.skip }, async (t) => {
  const { user } = unprivileged;
  const tree: Tree = { 'f.txt': 'file', 'd/x': 'in d', 'd/sub/y': 'below d', keep: 'kept' };

  for (const mode of ['simple', 'clone']) {
    t.test(`${mode}: an unreadable file and folder at the first run`, async (t) => {
      const { run, source, destination } = bench(t, { source: tree, user });
      chmodSync(`${source}/f.txt`, 0);
      chmodSync(`${source}/d`, 0);
      const ran = await run('--mode', mode);
      t.equal(ran.exit, 1, 'reported');
      t.same(texts(destination).keep, 'kept', 'the rest goes on');
      t.notOk('f.txt' in texts(destination));
      t.match(ran.stderr, /f\.txt/);
      chmodSync(`${source}/f.txt`, 0o644);
      chmodSync(`${source}/d`, 0o755);
      await run('--mode', mode);
      t.equal((await run('--mode', mode)).exit, 0, 'with permission, two runs converge (I2)');
      t.same(differences(source, destination), []);
    });

    t.test(`${mode}: what became unreadable is left as it is on the destination`, async (t) => {
      const { run, source, destination } = bench(t, { source: tree, user });
      await run('--mode', mode);
      const before = snapshot(destination);
      plant(source, { 'f.txt': 'edited', 'd/x': undefined });
      chmodSync(`${source}/f.txt`, 0);
      chmodSync(`${source}/d`, 0);
      const ran = await run('--mode', mode, '--approve-deletes');
      t.equal(ran.exit, 1);
      t.same(ran.summary.deleted + ran.summary.removed, 0);
      t.equal(snapshot(destination)['f.txt'], before['f.txt']);
      t.equal(snapshot(destination).d, before.d, 'not even its mode');
      t.same(entriesBelow(snapshot(destination), 'd'), entriesBelow(before, 'd'));
      chmodSync(`${source}/f.txt`, 0o644);
      chmodSync(`${source}/d`, 0o755);
      await run('--mode', mode);
      t.equal((await run('--mode', mode)).exit, 0);
    });
  }

  t.test('clone: an unlistable folder on the destination is left, and the rest goes on', async (t) => {
    const { run, source, destination } = bench(t, { source: tree, user });
    await run('--mode', 'clone');
    plant(source, { d: undefined, 'f.txt': 'edited' });
    chmodSync(`${destination}/d`, 0);
    const ran = await run('--mode', 'clone');
    t.equal(ran.exit, 1);
    t.ok(ran.lines.includes('update f.txt'));
    chmodSync(`${destination}/d`, 0o755);
    t.same(texts(destination)['d/x'], 'in d');
    t.equal((await run('--mode', 'clone')).exit, 0);
    t.same(differences(source, destination), []);
  });

  t.test('clone: what cannot be deleted keeps the folders that it is in, and no more is said', async (t) => {
    const { run, source, destination } = bench(t, {
      source: { 'd/e/x': 'deep', 'd/y': 'beside', keep: 'kept' },
      user,
    });
    await run('--mode', 'clone');
    plant(source, { d: undefined });
    chmodSync(`${destination}/d/e`, 0o555);
    for (const lines of [['delete d/y', 'failed delete d/e/x'], ['failed delete d/e/x']])
      t.match(await run('--mode', 'clone', '--max-delete', '100%'), { exit: 1, lines: only(lines) });
    t.same(texts(destination), { 'd/': '', 'd/e/': '', 'd/e/x': 'deep', keep: 'kept' });
    chmodSync(`${destination}/d/e`, 0o755);
    t.match(await run('--mode', 'clone', '--max-delete', '100%'), { exit: 0, summary: { removed: 2 } });
    t.same(differences(source, destination), []);
  });

  t.test('two-way: what could not be deleted is deleted later, and not brought back', async (t) => {
    const the = pair(t, undefined, undefined, { source: { 'd/x': 'deleted', keep: 'kept' }, user });
    execFileSync('chown', ['-R', String(user ?? process.getuid!()), the.root]);
    t.match(await the.run('--mode', 'two-way'), { exit: 0, summary: { copied: 2 } });
    plant(the.source, { 'd/x': undefined });
    chmodSync(`${the.destination}/d`, 0o555);
    for (const which of ['first', 'second'])
      t.match(await the.run('--mode', 'two-way'), { exit: 1, lines: only(['failed delete d/x']) }, which);
    chmodSync(`${the.destination}/d`, 0o755);
    t.match(await the.run('--mode', 'two-way'), { exit: 0, lines: only(['delete d/x']) });
    t.same(texts(the.source), { 'd/': '', keep: 'kept' });
  });

  t.test('a destination folder that cannot be written fails its files alone', async (t) => {
    const { run, source, destination } = bench(t, { source: tree, user });
    await run();
    plant(source, { 'd/x': 'edited', 'd/new': 'new', 'f.txt': 'edited too' });
    chmodSync(`${destination}/d`, 0o555);
    const ran = await run();
    t.equal(ran.exit, 1);
    t.same(ran.lines, ['failed copy d/new', 'failed update d/x', 'update f.txt']);
    t.equal(texts(destination)['d/x'], 'in d');
    t.same(
      ran.operations.filter(({ outcome }) => outcome === 'failed').map(({ bytes }) => bytes ?? 0),
      [0, 0],
    );
    chmodSync(`${destination}/d`, 0o755);
    t.equal((await run()).exit, 0);
    t.same(differences(source, destination), []);
  });

  t.test('F13: a read-only file is replaced, and stays read-only', async (t) => {
    const { run, source, destination } = bench(t, { source: { f: 'old' }, user });
    chmodSync(`${source}/f`, 0o444);
    await run();
    chmodSync(`${source}/f`, 0o644);
    plant(source, { f: 'newer' });
    chmodSync(`${source}/f`, 0o444);
    t.match(await run(), { exit: 0, lines: only(['update f']) });
    t.same(differences(source, destination), []);
  });

  t.test('a state directory that cannot be written ends the run before any change', async (t) => {
    const { run, root, source, destination, state } = bench(t, { source: tree, user });
    mkdirSync(state);
    chmodSync(state, 0o555);
    const { exit, summary, stderr } = await run();
    t.ok(exit === 3 || exit === 1, `exit ${exit}`);
    t.type(summary.reason, 'string');
    t.match(stderr, /state/);
    t.same(texts(destination), {}, `nothing was copied from ${source.slice(root.length)}`);
  });

  t.test('an unreadable source root refuses the run', async (t) => {
    const { run, source, destination } = bench(t, { source: tree, user });
    await run('--mode', 'clone');
    const before = snapshot(destination);
    chmodSync(source, 0);
    const { exit, summary } = await run('--mode', 'clone', '--approve-deletes').finally(() =>
      chmodSync(source, 0o755),
    );
    t.ok(exit === 1 || exit === 3, `exit ${exit}`);
    t.equal(summary.deleted, 0);
    t.same(snapshot(destination), before);
  });
});
