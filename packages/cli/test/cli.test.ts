import { SynclineError } from '@syncline/model';
import t from 'tap';

import { runCli } from '../src/cli.js';
import type { Context } from '../src/context.js';
import { ECHO_MS } from '../src/signals.js';
import type { FakeRun } from './fake-context.js';
import { end, events, fakeProcess, operation } from './fake-context.js';

const SYNC = ['sync', '/a', '/b'];
const work = events(
  { type: 'notice', notice: { level: 'info', message: 'by the way' } },
  { type: 'notice', notice: { level: 'warning', message: 'look out\u001b' } },
  operation({ bytes: 5, path: 'x' }),
  operation({ op: 'skip', side: 'source', path: 'fifo', code: 'special', message: 'a FIFO' }),
  end({ exit: 1, copied: 1, skipped: 1, bytes: 5, scanned: 3 }),
);

const lines = (text: string) => text.split('\n').slice(0, -1);
const types = (text: string) => lines(text).map((line) => JSON.parse(line).type);

async function show(...args: string[]) {
  const process = fakeProcess(args);
  return { exit: await runCli(process.context), out: process.out(), err: process.err() };
}

t.test(
  'plain lines: operations and the summary on standard output, troubles and notices on standard error',
  async (t) => {
    const process = fakeProcess(SYNC, { onRun: work });
    t.equal(await runCli(process.context), 1);
    t.match(lines(process.out()), [
      'copied   x (5 B)',
      /^Done as far as possible: 1 file copied/,
      /1 path was left as it is/,
    ]);
    t.same(lines(process.err()), [
      String.raw`syncline: warning: look out\x1b`,
      'skipped  fifo (source): a FIFO',
    ]);
  },
);

t.test('--quiet: troubles and warnings alone', async (t) => {
  const process = fakeProcess([...SYNC, '--quiet'], { onRun: work });
  t.equal(await runCli(process.context), 1);
  t.equal(process.out(), '');
  t.equal(lines(process.err()).length, 2);
  const held = fakeProcess([...SYNC, '--quiet'], {
    onRun: events(operation({ op: 'delete', outcome: 'held' }), end({ exit: 3, held: 1 })),
  });
  t.equal(await runCli(held.context), 3);
  t.match([held.out(), held.err()], ['', /^syncline: warning: 1 delete is held.*--approve-deletes\n$/]);
});

t.test('--verbose: notices of level info too', async (t) => {
  const process = fakeProcess([...SYNC, '--verbose'], { onRun: work });
  await runCli(process.context);
  t.match(process.err(), /^syncline: by the way\n/);
});

t.test('--json: operations, then the summary, and nothing else on standard output', async (t) => {
  const process = fakeProcess([...SYNC, '--json'], { onRun: work });
  t.equal(await runCli(process.context), 1);
  t.same(types(process.out()), ['operation', 'operation', 'summary']);
  t.same(lines(process.err()), [
    String.raw`syncline: warning: look out\x1b`,
    'skipped  fifo (source): a FIFO',
  ]);
});

t.test('on a terminal: one line of progress, troubles above it, names only with --verbose', async (t) => {
  const progress = {
    phase: 'copying',
    scanned: 9,
    files: 1,
    bytes: 5,
    directoriesDone: 1,
    directoriesPending: 0,
    seconds: 1,
    filesFound: 1,
    bytesFound: 5,
    allFound: false,
  } as const;
  const onRun = (run: FakeRun) => {
    run.next({ type: 'progress', progress });
    run.next({ type: 'progress', progress: { ...progress, scanned: 10 } });
    work(run);
  };
  const process = fakeProcess(SYNC, { onRun, terminal: true, env: { TERM: 'xterm' } });
  await runCli(process.context);
  const clear = '\r\u001b[2K';
  t.ok(process.err().startsWith(`${clear}9 entries seen  1 file  5 B  0 B/s${clear}syncline: warning`));
  t.notMatch(process.err(), /10 entries seen/, 'redrawn at most ten times a second');
  t.notMatch(process.out(), /x \(5 B\)/);
  t.ok(process.out().startsWith('\u001b[33mDone as far'));
  const verbose = fakeProcess([...SYNC, '--verbose'], {
    onRun,
    terminal: true,
    env: { TERM: 'xterm', NO_COLOR: '1' },
  });
  await runCli(verbose.context);
  t.match(verbose.out(), /^copied {3}x \(5 B\)\n/);
  const dumb = fakeProcess(SYNC, { onRun, terminal: true, env: { TERM: 'dumb' } });
  await runCli(dumb.context);
  // eslint-disable-next-line no-control-regex
  t.notMatch(dumb.out() + dumb.err(), /\u001b/);
});

t.test('on a terminal the first held deletes are listed', async (t) => {
  const held = Array.from({ length: 12 }, (_, n) =>
    operation({ op: 'delete', outcome: 'held', path: `f${n}` }),
  );
  const process = fakeProcess(SYNC, {
    onRun: events(...held, end({ exit: 3, held: 12 })),
    terminal: true,
    env: { NO_COLOR: '1' },
  });
  t.equal(await runCli(process.context), 3);
  t.equal(lines(process.out()).filter((line) => line.startsWith('held')).length, 10);
  t.match(process.out(), /and 2 more held[^]*12 deletes are held/);
});

t.test('the exit code is that of the summary', async (t) => {
  for (const exit of [0, 1, 3, 4, 5, 130] as const) {
    const process = fakeProcess(SYNC, { onRun: events(end({ exit })) });
    t.equal(await runCli(process.context), exit);
  }
});

t.test('a reason that no notice told is told once', async (t) => {
  const refused = end({ exit: 3, reason: 'the source is missing' });
  const process = fakeProcess([...SYNC, '--quiet'], { onRun: events(refused) });
  await runCli(process.context);
  t.equal(process.err(), 'syncline: the source is missing\n');
  const error = { type: 'notice', notice: { level: 'error', message: 'the source is missing' } } as const;
  const told = fakeProcess(SYNC, { onRun: events(error, refused) });
  await runCli(told.context);
  t.equal(told.err(), 'syncline: the source is missing\n');
});

t.test('an error of usage is exit 2 without a summary', async (t) => {
  const error = new SynclineError('usage', "--ignore: missing ): '('", { scope: 'item' });
  const process = fakeProcess([...SYNC, '--json'], { onRun: (run) => run.error(error) });
  t.equal(await runCli(process.context), 2);
  t.same([process.out(), process.err()], ['', "syncline: --ignore: missing ): '('\n"]);
});

t.test('whatever else ends a run, the last line is a summary with what was done', async (t) => {
  const table: readonly (readonly [(run: FakeRun) => void, number])[] = [
    [(run) => run.error(new Error('broken')), 1],
    [(run) => run.error(new SynclineError('unreachable', 'no route', { scope: 'endpoint' })), 4],
    [(run) => run.error(new SynclineError('locked', 'in use', { scope: 'item' })), 5],
    [(run) => run.complete(), 1],
  ];
  for (const [onRun, exit] of table) {
    const ended = fakeProcess([...SYNC, '--json'], {
      onRun: (run) => (run.next(operation({ bytes: 7 })), onRun(run)),
    });
    t.equal(await runCli(ended.context), exit);
    t.match(JSON.parse(lines(ended.out()).at(-1)!), {
      type: 'summary',
      exit,
      copied: 1,
      bytes: 7,
      reason: String,
    });
    t.match(ended.err(), /^syncline: .+\n$/);
  }
});

t.test('an engine that cannot be loaded still has its summary', async (t) => {
  const process = fakeProcess([...SYNC, '--json']);
  const context = { ...process.context, loadSynchronize: () => Promise.reject(new Error('no such file')) };
  t.equal(await runCli(context), 1);
  t.match(JSON.parse(process.out()), { type: 'summary', exit: 1, reason: 'no such file' });
});

t.test('a signal asks the run to stop; its own summary ends it', async (t) => {
  const process = fakeProcess([...SYNC, '--json'], {
    onRun: (run) => run.options.signal!.addEventListener('abort', () => events(end({ exit: 130 }))(run)),
  });
  const exit = runCli(process.context);
  await until(() => process.runs.length === 1);
  process.signal('SIGINT');
  t.equal(await exit, 130);
  t.same(types(process.out()), ['summary']);
  t.match(process.err(), /SIGINT: finishing/);
  t.same(process.exits, []);
});

t.test('a second signal, or an error nobody caught, ends at once, with a summary', async (t) => {
  const process = fakeProcess([...SYNC, '--json']);
  const exit = runCli(process.context);
  await until(() => process.runs.length === 1);
  process.signal('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, ECHO_MS + 20));
  process.signal('SIGTERM');
  t.equal(await exit, 130);
  t.match(JSON.parse(process.out()), { type: 'summary', exit: 130, reason: 'interrupted' });
  t.same([process.exits, process.runs[0]!.unsubscribed], [[130], true]);

  const crashed = fakeProcess([...SYNC, '--json']);
  const crashExit = runCli(crashed.context);
  await until(() => crashed.runs.length === 1);
  crashed.crash(new Error('oops'));
  t.equal(await crashExit, 1);
  t.match(JSON.parse(crashed.out()), { type: 'summary', exit: 1, reason: 'oops' });
  t.equal(crashed.err(), 'syncline: oops\n');
});

t.test('a live item that has to be ended at once has ended well after its first copy', async (t) => {
  for (const auditedMs of [undefined, 1_000]) {
    const process = fakeProcess([...SYNC, '--live', '--json']);
    let begin: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const loadLive: Context['loadLive'] = async () => () => ({
      subscribe: (observer) => {
        const sides = { source: 'watched', destination: 'none' } as const;
        const state = {
          phase: 'waiting',
          sides,
          pending: 1,
          behindSinceMs: 1,
          auditedMs,
          missed: 0,
        } as const;
        observer.next({ type: 'live', state });
        begin?.();
        return { unsubscribe: () => undefined };
      },
    });
    const exit = runCli({ ...process.context, loadLive });
    await begun;
    process.signal('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, ECHO_MS + 20));
    process.signal('SIGTERM');
    const expected = auditedMs === undefined ? 130 : 0;
    t.equal(await exit, expected);
    t.match(JSON.parse(process.out()), { type: 'summary', exit: expected, reason: 'interrupted' });
  }
});

t.test('a reader that went away stops the run quietly', async (t) => {
  const process = fakeProcess(SYNC, {
    onRun: (run) => run.options.signal!.addEventListener('abort', () => events(end({ exit: 130 }))(run)),
  });
  const exit = runCli(process.context);
  await until(() => process.runs.length === 1);
  const emitter = process.context.stdout as unknown as NodeJS.EventEmitter;
  emitter.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  t.equal(await exit, 130);
  t.equal(process.err(), '');
});

t.test('help and version', async (t) => {
  t.match(await show('--help'), { exit: 0, out: /Usage: syncline[^]*Examples:/, err: '' });
  t.match(await show('help'), { exit: 0, out: /Usage: syncline/ });
  const helpSync = await show('help', 'sync');
  t.match(helpSync, { exit: 0, out: /--max-delete[^]*Environment:[^]*Exit codes[^]*Examples:/ });
  t.same(await show('sync', '--help'), helpSync);
  t.match(await show('help', 'trash', 'restore'), {
    exit: 0,
    out: /^Usage: syncline trash restore .*[^]*--to <PATH>/,
  });
  t.same(await show('trash', 'restore', '--help'), await show('help', 'trash', 'restore'));
  t.match(await show('help', 'nosuch'), {
    exit: 2,
    out: '',
    err: /^syncline: help: there is no such command/,
  });
  t.match(await show('help', 'trash', 'find'), { exit: 2, out: '', err: /trash has no such command/ });
  t.match(await show('secret'), { exit: 2, out: '', err: /Usage: syncline secret/ });
  t.match(await show('--version'), { exit: 0, out: /^\d+\.\d+\.\d+\n$/ });
  t.match(await show(), { exit: 2, out: '', err: /Usage: syncline/ });
  t.match(await show('snyc'), {
    exit: 2,
    err: /unknown command 'snyc' \(Did you mean sync\?\)\nTry 'syncline help'\.\n$/,
  });
});

t.test('a command line that is not understood never repeats a password', async (t) => {
  for (const args of [
    ['ftp://me:seCret@host', '/b'],
    [...SYNC, '--password=seCret'],
    ['sync', 'xyz://me:seCret@h', '/b'],
  ]) {
    const process = fakeProcess(args);
    t.equal(await runCli(process.context), 2);
    t.notMatch(process.err(), /seCret/);
  }
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
