import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const EXECUTABLE = fileURLToPath(new URL('../../packages/cli/bin/syncline.js', import.meta.url));

export interface CliOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The user that the process runs as, where the test runs as root. */
  readonly user?: number | undefined;
  /** Arguments of Node itself: for a process whose clock or memory is not as it should be. */
  readonly nodeArgs?: readonly string[] | undefined;
  /** How many files the process may have open. */
  readonly openFiles?: number | undefined;
  /** How many processes and threads its user may have; nothing to root. */
  readonly processes?: number | undefined;
  /** After this long the process is killed. */
  readonly patienceMs?: number | undefined;
}

export interface Ended {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the real executable. */
export interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves once the process has ended and its output is whole. */
  readonly ended: Promise<Ended>;
}

/** A run that hangs is ended, loudly, long before the test runner gives up on the file. */
const PATIENCE_MS = 60_000;

export function start(args: readonly string[], options: CliOptions = {}): Started {
  // The test runner makes every child that it sees load its own hooks; behind `env` the command starts as users start it.
  const { openFiles, processes } = options;
  const limits = [
    ...(openFiles === undefined ? [] : [`--nofile=${openFiles}`]),
    ...(processes === undefined ? [] : [`--nproc=${processes}`]),
  ];
  const node = [
    ...(limits.length === 0 ? [] : ['prlimit', ...limits]),
    process.execPath,
    ...(options.nodeArgs ?? []),
  ];
  const child = spawn('env', ['-u', 'NODE_OPTIONS', ...node, EXECUTABLE, ...args], {
    cwd: options.cwd,
    env: { ...environment(), ...options.env },
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end();
  return { child, ended: end(child, options.patienceMs ?? PATIENCE_MS) };
}

/** That of a user's shell, without what the machine or the test runner may have set for the command. */
function environment(): NodeJS.ProcessEnv {
  const foreign = /^(NO_COLOR|FORCE_COLOR|SYNCLINE_.*|XDG_STATE_HOME)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

export function cli(args: readonly string[], options?: CliOptions): Promise<Ended> {
  return start(args, options).ended;
}

async function end(child: ChildProcessWithoutNullStreams, patienceMs: number): Promise<Ended> {
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const [exit, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(patience);
  return { exit, signal, stdout: stdout(), stderr: stderr() };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
