import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { profiling } from './profile/profiling.ts';
import { SYNCLINE } from './tools/syncline.ts';

/** GNU time: the rusage of a process and all that it waited for, which Node does not give. */
const GNU_TIME = '/usr/bin/time';
const KEPT_OUTPUT_CHARS = 4_000;
const TIME_LIMIT_MS = 45 * 60_000;

export interface Command {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What one run cost. CPU and memory are undefined without GNU time. */
export interface Measured {
  readonly wallSeconds: number;
  /** User and system time of the whole process tree. */
  readonly cpuSeconds: number | undefined;
  /** Peak resident set of the largest single process. */
  readonly peakBytes: number | undefined;
  readonly exit: number | null;
  /** The end of what it printed. */
  readonly output: string;
}

function hasGnuTime(): boolean {
  return existsSync(GNU_TIME);
}

/** Runs a command to its end. Rejects if it cannot be started, or when the bench is stopped. */
export async function measure(
  command: Command,
  bench: Pick<Bench, 'env' | 'signal' | 'profiles'>,
): Promise<Measured> {
  const { env, signal, profiles } = bench;
  signal.throwIfAborted();
  const folder = mkdtempSync(join(env.HOME!, 'time-'));
  const figures = join(folder, 'figures');
  const argv = profiling(command.argv, SYNCLINE[1], profiles);
  const timed = hasGnuTime() ? [GNU_TIME, '-q', '-o', figures, '-f', '%U %S %M', ...argv] : argv;
  try {
    const ended = await spawnAndWait(timed, { ...env, ...command.env }, signal);
    return { ...ended, ...readFigures(figures) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function spawnAndWait(
  [program, ...args]: readonly string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<Pick<Measured, 'wallSeconds' | 'exit' | 'output'>> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    // A process group of its own, so that it can be ended with whatever it started.
    const child = spawn(program!, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (): void => void (child.pid !== undefined && killGroup(child.pid));
    const timer = setTimeout(kill, TIME_LIMIT_MS);
    signal.addEventListener('abort', kill);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_OUTPUT_CHARS)));
    let wallSeconds = 0;
    child.once('exit', () => (wallSeconds = (performance.now() - startedMs) / 1_000));
    child.once('error', reject);
    child.once('close', (exit) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve({ wallSeconds, exit, output: output.trim() });
    });
  });
}

export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function readFigures(path: string): Pick<Measured, 'cpuSeconds' | 'peakBytes'> {
  if (!existsSync(path)) return { cpuSeconds: undefined, peakBytes: undefined };
  const [user, system, peakKib] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .at(-1)!
    .split(' ')
    .map(Number);
  return { cpuSeconds: user! + system!, peakBytes: peakKib! * 1_024 };
}
