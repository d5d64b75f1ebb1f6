import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../../packages/endpoint/test/servers/binaries.ts';
import { openSshPlan, openSshSkipReason } from '../../packages/endpoint/test/servers/openssh.ts';
import { makeCertificate } from '../../packages/endpoint/test/servers/certificate.ts';
import { freePort, passiveRange, run } from '../../packages/endpoint/test/servers/process.ts';
import { proftpd } from '../../packages/endpoint/test/servers/proftpd.ts';
import { pureFtpd } from '../../packages/endpoint/test/servers/pure-ftpd.ts';
import type { DelayedPath } from './delayed-path.ts';
import type { Place } from './place.ts';
import { Unavailable } from './workload.ts';

export type FtpKind = 'proftpd' | 'pure-ftpd';
export const FTP_KINDS: readonly FtpKind[] = ['proftpd', 'pure-ftpd'];

const START_TRIES = 50;
const START_PAUSE_MS = 100;

/** A server for one user, whose login directory is `root`. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly root: string;
  /** What to put before a client's command, so that it takes the path to this server. */
  readonly at: readonly string[];
  /** Gives a path below `root` that was made from outside to the server's user. */
  adopt(path: string): void;
}

/** Its user is `test`. */
export interface FtpServer extends Server {
  readonly kind: FtpKind;
  readonly password: string;
  /** SHA-256 of its certificate, 64 hex digits, where TLS is asked for (`AUTH TLS`); otherwise everything goes in the clear. */
  readonly fingerprint: string | undefined;
}

/** Where and how an FTP server is started. */
export interface FtpStart {
  /** At the end of it; otherwise on the loopback. */
  readonly path?: DelayedPath;
  readonly encrypted?: boolean;
}

/** OpenSSH, which is logged in to by key. */
export interface SshServer extends Server {
  readonly user: string;
  readonly keyFile: string;
  /** SHA-256 of its host key, 64 hex digits. */
  readonly fingerprint: string;
}

type Plan = ReturnType<typeof proftpd>;

/** It is stopped with `place`. */
export async function startFtpServer(
  kind: FtpKind,
  place: Place,
  { path, encrypted = false }: FtpStart = {},
): Promise<FtpServer> {
  const program = findProgram(kind);
  if (program === undefined) throw new Unavailable(`${kind} is missing; run scripts/install-test-servers.sh`);
  if (kind === 'pure-ftpd' && process.getuid?.() !== 0)
    throw new Unavailable('pure-ftpd starts only as root');
  const folder = place.freshDirectory(kind);
  const root = join(folder, 'root');
  mkdirSync(root);
  const port = await freePort();
  const certificate = encrypted ? makeCertificate(folder) : undefined;
  const tls = certificate && { mode: 'explicit' as const, certificate };
  const given = { folder, root, port, passive: passiveRange(), tls, variant: undefined, extra: undefined };
  const plan = planOf(kind, given, path?.serverAddress);
  await start([program, ...plan.args], port, place, path);
  const { owner, password } = plan;
  return { kind, password, fingerprint: certificate?.fingerprint, ...serverAt(path, port, root, owner) };
}

/** The same with OpenSSH. */
export async function startSshServer(place: Place, path?: DelayedPath): Promise<SshServer> {
  const missing = openSshSkipReason();
  if (missing !== false) throw new Unavailable(missing);
  const folder = place.freshDirectory('openssh');
  chmodSync(folder, 0o755);
  const root = join(folder, 'root');
  mkdirSync(root);
  const port = await freePort();
  const plan = openSshPlan({ folder, root, port, address: path?.serverAddress });
  const server = serverAt(path, port, root, plan.owner);
  server.adopt(root);
  await start(plan.command, port, place, path);
  const { fingerprint, keyFile, username } = plan;
  return { user: username, keyFile, fingerprint, ...server };
}

function serverAt(
  path: DelayedPath | undefined,
  port: number,
  root: string,
  owner: number | undefined,
): Server {
  return {
    host: path?.serverAddress ?? '127.0.0.1',
    port,
    root,
    at: path?.atClient ?? [],
    adopt: (adopted) => {
      if (owner !== undefined) spawnSync('chown', ['-R', `${owner}:${owner}`, adopted]);
    },
  };
}

async function start(
  command: readonly string[],
  port: number,
  place: Place,
  path: DelayedPath | undefined,
): Promise<void> {
  if (path !== undefined) return runAtEnd(command, port, path, place);
  const [program, ...args] = command;
  const running = await run(program!, args, port, true);
  place.onClose(() => running.cut());
}

function planOf(kind: FtpKind, given: Parameters<typeof proftpd>[0], address: string | undefined): Plan {
  switch (kind) {
    case 'proftpd':
      return proftpd({ ...given, extra: address === undefined ? [] : [`DefaultAddress ${address}`] });
    case 'pure-ftpd': {
      const plan = pureFtpd(given);
      if (address === undefined) return plan;
      // It heeds only the first -S.
      const args = plan.args.map((arg) =>
        arg === `127.0.0.1,${given.port}` ? `${address},${given.port}` : arg,
      );
      return { ...plan, args };
    }
  }
}

async function runAtEnd(
  command: readonly string[],
  port: number,
  path: DelayedPath,
  place: Place,
): Promise<void> {
  const [enter, ...entering] = [...path.atServer, ...command];
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
      throw new Unavailable(`${command[0]} does not start at the end of the path`);
    await sleep(START_PAUSE_MS);
  }
}
