import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { removeAll } from '../support/bench.ts';
import { start, type Ended, type Started } from '../support/cli.ts';
import { differences, type Likeness } from '../support/observe.ts';
import type { OperationLine, SummaryLine } from '../support/report.ts';
import { keyOptions, type Side } from '../support/servers.ts';

/** `sync --live --json` at work, and what it has said so far. */
export interface Following {
  readonly operations: readonly OperationLine[];
  readonly summaries: readonly SummaryLine[];
  readonly started: Started;
  /** When it last said something, by `performance.now()`. */
  lastSaidMs(): number;
  stderr(): string;
  /** Waits for something, and says what is there instead when it does not come. */
  until(what: string, holds: () => boolean, patienceMs?: number): Promise<void>;
  /** Ends it as a user does; every line it printed was JSON. */
  stop(): Promise<Ended>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Bytes in memory, and ms of processor time since its start. */
  usage(): { readonly rssBytes: number; readonly cpuMs: number };
}

/** Two sides that are followed. */
export interface Live {
  readonly root: string;
  readonly source: string;
  readonly destination: string;
  /** Starts following and waits for the first copy. */
  follow(...args: readonly string[]): Promise<Following>;
  /** Starts following, and waits for nothing. */
  begin(...args: readonly string[]): Following;
  /** Where the two sides differ. */
  differences(): readonly string[];
}

const PATIENCE_MS = 30_000;
const MODE = ['--mode', 'clone'];

export function liveTo(t: Test, remote?: Side, likeness?: Likeness): Live {
  const root = mkdtempSync(join(tmpdir(), 'syncline-live-'));
  t.teardown(() => removeAll(root));
  const source = join(root, 'source');
  const destination = remote?.path ?? join(root, 'destination');
  const address = remote?.address ?? destination;
  const env = {
    HOME: root,
    XDG_STATE_HOME: join(root, 'xdg'),
    ...(remote?.password === undefined ? {} : { SYNCLINE_DESTINATION_PASSWORD: remote.password }),
  };
  const begin = (...args: readonly string[]): Following => {
    const mode = args.includes('--mode') ? [] : MODE;
    const all = [
      'sync',
      source,
      address,
      '--state',
      join(root, 'state'),
      ...(remote === undefined
        ? []
        : keyOptions({ source: { address: source, path: source }, destination: remote })),
      '--live',
      '--json',
      ...mode,
      ...args,
    ];
    const started = start(all, { env, patienceMs: 10 * 60_000 });
    t.teardown(() => void started.child.kill('SIGKILL'));
    return following(started);
  };
  return {
    root,
    source,
    destination,
    begin,
    async follow(...args) {
      const one = begin(...args);
      await one.until('the first copy', () => one.summaries.length > 0);
      return one;
    },
    differences: () => differencesNow(source, destination, likeness),
  };
}

/** A tree that is being changed may lose what was just seen in it: then it is not the same yet. */
function differencesNow(...[left, right, likeness]: Parameters<typeof differences>): readonly string[] {
  try {
    return differences(left, right, likeness);
  } catch (error) {
    return [String(error)];
  }
}

function following(started: Started): Following {
  const operations: OperationLine[] = [];
  const summaries: SummaryLine[] = [];
  const texts = { out: '', err: '' };
  let saidMs = performance.now();
  started.child.stderr.on('data', (data: Buffer) => (texts.err += data.toString()));
  started.child.stdout.on('data', (data: Buffer) => {
    const lines = (texts.out + data.toString()).split('\n');
    texts.out = lines.pop() ?? '';
    saidMs = performance.now();
    for (const line of lines) {
      const said = JSON.parse(line) as OperationLine | SummaryLine;
      if (said.type === 'operation') operations.push(said);
      else summaries.push(said);
    }
  });
  const until: Following['until'] = async (what, holds, patienceMs = PATIENCE_MS) => {
    for (const startedMs = performance.now(); performance.now() - startedMs < patienceMs; await sleep(10))
      if (holds()) return;
    throw new Error(
      `${what} did not come\n${JSON.stringify(operations.slice(-10))}\n${JSON.stringify(summaries.slice(-3))}\n${texts.err.slice(-2_000)}`,
    );
  };
  return {
    operations,
    summaries,
    started,
    lastSaidMs: () => saidMs,
    until,
    stderr: () => texts.err,
    async stop() {
      started.child.kill('SIGINT');
      return started.ended;
    },
    async kill() {
      started.child.kill('SIGKILL');
      await started.ended;
    },
    usage: () => usageOf(started.child.pid!),
  };
}

/** Of a process of Linux: proc(5), with 100 ticks a second. */
function usageOf(pid: number): { readonly rssBytes: number; readonly cpuMs: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const [, afterName = ''] = /\) (.*)$/m.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
  const fields = afterName.split(' ');
  return {
    rssBytes: Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1]) * 1024,
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
  };
}

/** What was said of a path. */
export function linesOf(one: Following, path: string): string[] {
  return one.operations.filter((each) => each.path === path).map(({ op, outcome }) => `${op} ${outcome}`);
}
