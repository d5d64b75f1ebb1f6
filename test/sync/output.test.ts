import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { cli, EXECUTABLE } from '../support/cli.ts';
import { differences, temps, texts } from '../support/observe.ts';
import { FIFO, inFolders, plant, type Tree } from '../support/plant.ts';
import { only } from '../support/only.ts';

const noTerminal = spawnSync('script', ['--version']).error !== undefined && 'there is no command `script`';

/* eslint-disable no-control-regex -- that is what is looked for */
const ESCAPE = /\u001b/;

t.test('plain output names what was done and ends with what it came to', async (t) => {
  const { plain, source } = bench(t, { source: { 'a file.txt': '1', 'd/b': '2' } });
  const first = await plain('--mode', 'clone');
  t.match(first, { exit: 0, stdout: /a file\.txt[^]*d\/b/ });
  t.notMatch(first.stdout + first.stderr, ESCAPE, 'no colour and no cursor movement');
  t.match(first.stdout.trimEnd().split('\n').at(-1), /2 /, 'the last line has the counts');
  plant(source, { 'a file.txt': 'other' });
  t.match(await plain('--mode', 'clone', '--dry-run'), { exit: 0, stdout: /would/ });
  t.match(await plain('--mode', 'clone', '--verbose'), { exit: 0, stdout: /a file\.txt/ });
  t.match(await plain('--mode', 'clone'), { exit: 0, stdout: /in sync/i });
});

t.test(
  'the trash is spoken of when something was replaced, and not when only times or modes were set',
  async (t) => {
    const { plain, source } = bench(t, { source: { a: '1', b: '2' } });
    await plain('--mode', 'clone');
    const touch = (name: string): void => utimesSync(join(source, name), 1_000_000_000, 1_000_000_000);
    touch('a');
    chmodSync(join(source, 'b'), 0o640);
    const set = await plain('--mode', 'clone', '--verbose');
    t.match(set, { exit: 0, stdout: /time set +a\nmode set +b\nIn sync: 2 updated/ });
    t.notMatch(set.stdout, 'trash');
    touch('b');
    plant(source, { a: 'other' });
    const replaced = await plain('--mode', 'clone');
    t.match(replaced, { exit: 0, stdout: /In sync: 2 updated.*\nReplaced and deleted versions are kept in/ });
  },
);

t.test('--quiet says nothing when all is well, and still what is not', async (t) => {
  const { plain, source, destination } = bench(t, { source: { a: '1', b: '2' } });
  t.match(await plain('--quiet'), { exit: 0, stdout: '', stderr: '' });
  t.same(texts(destination), { a: '1', b: '2' });
  plant(source, { fifo: FIFO });
  const troubled = await plain('--quiet');
  t.equal(troubled.exit, 1);
  t.match(troubled.stdout + troubled.stderr, /fifo/);
});

t.test('--json writes its lines on standard output with --quiet and --verbose too', async (t) => {
  const { run, source } = bench(t, { source: { a: '1' } });
  t.match(await run('--quiet'), { exit: 0, lines: only(['copy a']), stderr: '' });
  plant(source, { a: '22' });
  t.match(await run('--verbose'), { exit: 0, lines: only(['update a']) });
});

t.test('a hostile name forges neither a line nor an escape sequence', async (t) => {
  const name = 'x\nIn sync: \u001b[31mred\u202etxt.exe';
  const { run, plain, destination } = bench(t, { source: { [name]: '1' } });
  const shown = await plain('--dry-run');
  t.notMatch(shown.stdout + shown.stderr, /\u001b|\u202e|\nIn sync: .*red/);
  const ran = await run();
  t.same(
    ran.operations.map(({ path }) => path),
    [name],
  );
  t.same(texts(destination), { [name]: '1' });
});

t.test('standard input may be closed', async (t) => {
  const { source, destination, state } = bench(t, { source: { a: '1' } });
  const command = `exec "$0" "$1" sync "$2" "$3" --state "$4" <&-`;
  const { status } = spawnSync('sh', [
    '-c',
    command,
    process.execPath,
    EXECUTABLE,
    source,
    destination,
    state,
  ]);
  t.equal(status, 0);
  t.same(texts(destination), { a: '1' });
});

const many: Tree = inFolders(Array.from({ length: 40 }), () =>
  Object.fromEntries(
    Array.from({ length: 50 }, (_, n) => [`a file with a long name ${'n'.repeat(100)}${n}`, `${n}`]),
  ),
);

t.test('a reader that closes standard output early does no harm', async (t) => {
  const { begin, run, source, destination } = bench(t, { source: many });
  const started = begin();
  await once(started.child.stdout, 'data');
  started.child.stdout.destroy();
  const { exit, signal, stderr } = await started.ended;
  t.equal(signal, null);
  t.type(exit, 'number');
  t.notMatch(stderr, /EPIPE|\n\s+at /, 'no stack trace');
  t.same(temps(destination), []);
  t.equal((await run()).exit, 0);
  t.same(differences(source, destination), []);
});

t.test(
  'a full standard output is an error',
  { skip: process.platform !== 'linux' && 'needs /dev/full' },
  async (t) => {
    const { source, destination, state } = bench(t, { source: { a: '1' } });
    const command = `exec "$0" "$1" sync "$2" "$3" --state "$4" --json > /dev/full`;
    const args = ['-c', command, process.execPath, EXECUTABLE, source, destination, state];
    const { status, stderr } = spawnSync('sh', args, { encoding: 'utf8' });
    t.equal(status, 1);
    t.match(stderr, /output|ENOSPC|space/);
  },
);

t.test('on a terminal there is colour, unless NO_COLOR says otherwise', { skip: noTerminal }, async (t) => {
  const { source, destination, state } = bench(t, { source: { a: '1' } });
  const command = `'${process.execPath}' '${EXECUTABLE}' sync '${source}' '${destination}' --state '${state}' --verbose --dry-run`;
  const show = (env: NodeJS.ProcessEnv): ReturnType<typeof spawnSync> =>
    spawnSync('script', ['-qec', command, '/dev/null'], {
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const coloured = show({});
  t.match(coloured.stdout, /\u001b\[\d+m/);
  t.notMatch(show({ NO_COLOR: '1' }).stdout, /\u001b\[[\d;]+m/);
});

t.test(
  'without --state the journal is kept in $XDG_STATE_HOME/syncline, or below the home directory',
  async (t) => {
    const { root, source, destination } = bench(t, { source: { a: '1' } });
    const xdg = await cli(['sync', source, destination], {
      env: { HOME: root, XDG_STATE_HOME: `${root}/xdg` },
    });
    t.equal(xdg.exit, 0);
    t.ok(readdirSync(`${root}/xdg/syncline`).length > 0);
    t.equal((await cli(['sync', source, destination], { env: { HOME: root } })).exit, 0);
    t.ok(readdirSync(`${root}/.local/state/syncline`).length > 0);
  },
);
