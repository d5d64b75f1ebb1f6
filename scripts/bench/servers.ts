import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../../packages/endpoint/test/servers/binaries.ts';
import { freePort, passiveRange, run } from '../../packages/endpoint/test/servers/process.ts';
import { proftpd } from '../../packages/endpoint/test/servers/proftpd.ts';
import { pureFtpd } from '../../packages/endpoint/test/servers/pure-ftpd.ts';
import type { DelayedPath } from './delayed-path.ts';
import type { Place } from './place.ts';
import { Unavailable } from './workload.ts';

export type ServerKind = 'proftpd' | 'pure-ftpd';
export const SERVER_KINDS: readonly ServerKind[] = ['proftpd', 'pure-ftpd'];

const START_TRIES = 50;
const START_PAUSE_MS = 100;

/** A server with the user `test`, whose login directory is `root`. */
export interface Server {
  readonly kind: ServerKind;
  readonly host: string;
  readonly port: number;
  readonly password: string;
  readonly root: string;
  /** What to put before a client's command, so that it takes the path to this server. */
  readonly at: readonly string[];
  /** Gives a path below `root` that was made from outside to the server's user. */
  adopt(path: string): void;
}

type Plan = ReturnType<typeof proftpd>;

/** Starts a server on the loopback, or at the end of a path; it is stopped with `place`. */
export async function startServer(kind: ServerKind, place: Place, path?: DelayedPath): Promise<Server> {
  const program = findProgram(kind);
  if (program === undefined) throw new Unavailable(`${kind} is missing; run scripts/install-test-servers.sh`);
  if (kind === 'pure-ftpd' && process.getuid?.() !== 0)
    throw new Unavailable('pure-ftpd starts only as root');
  const folder = place.freshDirectory(kind);
  const root = join(folder, 'root');
  mkdirSync(root);
  const port = await freePort();
  const plan = planOf(kind, folder, root, port, path?.serverAddress);
  if (path === undefined) {
    const running = await run(program, plan.args, port, true);
    place.onClose(() => running.cut());
  } else await runAtEnd(program, plan, port, path, place);
  return {
    kind,
    host: path?.serverAddress ?? '127.0.0.1',
    port,
    password: plan.password,
    root,
    at: path?.atClient ?? [],
    adopt: (adopted) => {
      if (plan.owner !== undefined) spawnSync('chown', ['-R', `${plan.owner}:${plan.owner}`, adopted]);
    },
  };
}

function planOf(
  kind: ServerKind,
  folder: string,
  root: string,
  port: number,
  address: string | undefined,
): Plan {
  const given = {
    folder,
    root,
    port,
    passive: passiveRange(),
    tls: undefined,
    variant: undefined,
    extra: undefined,
  };
  switch (kind) {
    case 'proftpd':
      return proftpd({ ...given, extra: address === undefined ? [] : [`DefaultAddress ${address}`] });
    case 'pure-ftpd': {
      const plan = pureFtpd(given);
      if (address === undefined) return plan;
      // It heeds only the first -S.
      const args = plan.args.map((arg) => (arg === `127.0.0.1,${port}` ? `${address},${port}` : arg));
      return { ...plan, args };
    }
  }
}

async function runAtEnd(
  program: string,
  plan: Plan,
  port: number,
  path: DelayedPath,
  place: Place,
): Promise<void> {
  const [enter, ...entering] = [...path.atServer, program, ...plan.args];
  const child = spawn(enter!, entering, { stdio: 'ignore', detached: true });
  const ended = once(child, 'exit');
  place.onClose(async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
    await ended;
  });
  const greeting = `exec 3<>/dev/tcp/${path.serverAddress}/${port} && read -t 2 line <&3`;
  for (let tries = 1; ; tries += 1) {
    const [program0, ...args] = [...path.atClient, 'bash', '-c', greeting];
    if (spawnSync(program0!, args, { stdio: 'ignore' }).status === 0) return;
    if (child.exitCode !== null || tries === START_TRIES)
      throw new Unavailable(`${program} does not start at the end of the path`);
    await sleep(START_PAUSE_MS);
  }
}
