import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const START_TRIES = 100;
const START_PAUSE_MS = 50;
const STOP_WITHIN_MS = 3_000;
const IDLE_PAUSE_MS = 10;
/** Those that serve a client which was killed may wait for it for ever. */
const IDLE_WITHIN_MS = 10_000;
/** Passive ports per server: more than the connections of any test, times the linger of closed ones. */
const PASSIVE_PORTS = 1_000;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Below the ports that the system gives out by itself. Where two servers share a range, each skips what is taken. */
export function passiveRange(): { readonly from: number; readonly to: number } {
  const from = 10_000 + Math.floor(Math.random() * 20) * PASSIVE_PORTS;
  return { from, to: from + PASSIVE_PORTS - 1 };
}

export interface Running {
  /** Asks it to end; then ends the processes that still serve its connections. */
  stop(): Promise<void>;
  /** Ends it at once, with the processes that serve its connections. */
  cut(): Promise<void>;
  /** Waits until nobody's connection is served any more: what was asked for last is done then. Not for ever. */
  idle(): Promise<void>;
}

function descendants(pid: number): number[] {
  let children: number[];
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    children = text
      .split(' ')
      .map(Number)
      .filter((child) => child > 0);
  } catch {
    return [];
  }
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function killAll(pids: readonly number[]): void {
  for (const each of pids) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Waits until no process has this directory as its working directory. Not for ever. */
export async function nobodyWorksIn(directory: string): Promise<void> {
  const works = (pid: string): boolean => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === directory;
    } catch {
      // It ended, or is none.
      return false;
    }
  };
  await untilOrLate(() => !readdirSync('/proc').some(works));
}

async function untilOrLate(isSo: () => boolean): Promise<void> {
  const untilMs = performance.now() + IDLE_WITHIN_MS;
  while (!isSo() && performance.now() < untilMs) await sleep(IDLE_PAUSE_MS);
}

/** Starts a program that stays in the foreground, and waits until it greets on `port` (or accepts, with TLS). */
export async function run(
  program: string,
  args: readonly string[],
  port: number,
  greets: boolean,
): Promise<Running> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A server must not outlive a test that is killed.
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  for (let tries = 1; !(await answers(port, greets)); tries += 1) {
    if (child.exitCode === null && tries < START_TRIES) await sleep(START_PAUSE_MS);
    else throw new Error(`${program} does not start: ${output.trim()}`);
  }
  // Those that still serve a connection would hold the output open.
  const end = async (first: () => unknown): Promise<void> => {
    process.removeListener('exit', kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const sessions = descendants(child.pid!);
    first();
    await ended;
    killAll(sessions);
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  };
  return {
    cut: () => end(kill),
    idle: () => untilOrLate(() => descendants(child.pid!).length === 0),
    stop: async () => {
      const timer = setTimeout(kill, STOP_WITHIN_MS);
      await end(() => child.kill('SIGTERM'));
      clearTimeout(timer);
    },
  };
}

function answers(port: number, greets: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const end = (result: boolean): void => (socket.destroy(), resolve(result));
    socket.once('connect', () => !greets && end(true));
    socket.once('data', (chunk) => end(/^(?:220|SSH-)/.test(chunk.toString())));
    socket.once('error', () => end(false));
    socket.setTimeout(2_000, () => end(false));
  });
}
