import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Unavailable } from './workload.ts';

const ROUND_TRIP_MS = 20;

/** From the range that is reserved for measurements of networks (RFC 2544). */
const SERVER_ADDRESS = '198.18.0.1';
const CLIENT_ADDRESS = '198.18.0.2';
/** So that a burst waits in the device instead of being lost. */
const QUEUE_PACKETS = 10_000;

/** Two network namespaces with latency between them and no other limit. */
export interface DelayedPath {
  readonly serverAddress: string;
  /** What to put before a command to run it at an end of the path. */
  readonly atServer: readonly string[];
  readonly atClient: readonly string[];
  close(): Promise<void>;
}

/**
 * Joins two ends. The kernel's own means (netem) is missing in many kernels, and a relay of TCP connections would hide
 * the round trip of connecting, so packets are delayed by a program of our own. Throws `Unavailable` without root or TUN.
 */
export async function openDelayedPath(program: string): Promise<DelayedPath> {
  if (process.getuid?.() !== 0) throw new Unavailable('a path with latency needs root');
  if (!existsSync('/dev/net/tun')) throw new Unavailable('a path with latency needs /dev/net/tun');
  const child = spawn(program, [String(ROUND_TRIP_MS / 2)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const first = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const line = await Promise.race([first.then(([text]) => text), ended.then(() => undefined)]);
  if (line === undefined) throw new Unavailable('a path with latency needs network namespaces');
  const [pid, server, client] = line.split(' ');
  const enter = (descriptor: string): readonly string[] => ['nsenter', `--net=/proc/${pid}/fd/${descriptor}`];
  const path = {
    serverAddress: SERVER_ADDRESS,
    atServer: enter(server!),
    atClient: enter(client!),
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
  configure(path.atServer, SERVER_ADDRESS);
  configure(path.atClient, CLIENT_ADDRESS);
  return path;
}

function configure(at: readonly string[], address: string): void {
  const commands = [
    ['address', 'add', `${address}/30`, 'dev', 'path0'],
    ['link', 'set', 'path0', 'txqueuelen', String(QUEUE_PACKETS), 'up'],
    ['link', 'set', 'lo', 'up'],
  ];
  for (const command of commands) {
    const [program, ...args] = [...at, 'ip', ...command];
    const { status, stderr } = spawnSync(program!, args, { encoding: 'utf8' });
    if (status !== 0) throw new Unavailable(`a path with latency cannot be set up: ${stderr}`);
  }
}
