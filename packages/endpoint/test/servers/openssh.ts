import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { SftpSpec } from '@syncline/model';
import { findProgram, unpackedFile } from './binaries.js';
import { giveTo } from './give-to.js';
import { makeKey } from './ssh-key.js';
import type { Running } from './process.js';
import { freePort, nobodyWorksIn, run } from './process.js';

/**
 * OpenSSH on the loopback, with its own empty root, for one user who logs in by key. An ordinary user can't check passwords,
 * so it knows none. It runs as the user who runs the tests, or as `daemon` where that is root: as root it would need an
 * account of its own on this machine.
 */
export interface RunningOpenSsh {
  readonly kind: 'openssh';
  /** Of the login directory, with key and pin; spread it with another `directory` for a folder below. */
  readonly spec: SftpSpec;
  /** `sftp://user@host:port`, without a slash at the end; add `/path`. */
  readonly url: string;
  readonly password: string;
  /** Holds the private key. */
  readonly keyFile: string;
  /** SHA-256 of its host key (ED25519), 64 hex digits. */
  readonly fingerprint: string;
  /** Its host key as a line of the known hosts has it: type and key. */
  readonly hostKey: string;
  /** Another host key of it (ECDSA), which it shows to those who ask for that type alone; as `hostKey`. */
  readonly otherHostKey: string;
  /** Host path of the login directory. */
  readonly directory: string;
  /** Gives everything in the root to the server's user; needed after files were made from outside. */
  adopt(): void;
  /** Waits until it serves no connection any more: what it was asked for last is done then. Not for ever. */
  idle(): Promise<void>;
  /** Ends the server with its connections; the files stay. */
  halt(): Promise<void>;
  /** On the same port, after `halt`. */
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

export interface OpenSshOptions {
  /** Further lines of its configuration. */
  readonly extra?: readonly string[] | undefined;
}

const LOOPBACK = '127.0.0.1';

/** An account that every Unix has; of `nobody` some systems say that it is locked. */
const DAEMON = { username: 'daemon', id: 1 };

/** Why it cannot be started here, for `t.test(…, { skip })`; false when it can. As `skipReason` of the others. */
export function openSshSkipReason(): string | false {
  if (process.env.SYNCLINE_REQUIRE_SERVERS === '1') return false;
  const missing = ['sshd', 'ssh-keygen'].find((program) => findProgram(program) === undefined);
  return missing === undefined ? false : `${missing} is not installed; run scripts/install-test-servers.sh`;
}

export async function startOpenSsh({ extra = [] }: OpenSshOptions = {}): Promise<RunningOpenSsh> {
  const folder = mkdtempSync(join(tmpdir(), 'syncline-server-'));
  chmodSync(folder, 0o755);
  const root = join(folder, 'root');
  mkdirSync(root);
  const port = await freePort();
  const plan = openSshPlan({ folder, root, port, extra });
  const { fingerprint, hostKey, keyFile, otherHostKey, owner, privateKey, username } = plan;
  const [command, ...args] = plan.command;
  const start = (): Promise<Running> => run(command!, args, port, true);
  const adopt = (): void => (owner === undefined ? undefined : giveTo(root, owner));
  adopt();
  let running = await start();
  const server = LOOPBACK;
  return {
    kind: 'openssh',
    spec: { type: 'sftp', server, port, username, password: '', privateKey, directory: '', fingerprint },
    url: `sftp://${username}@${server}:${port}`,
    password: '',
    keyFile,
    fingerprint,
    hostKey,
    otherHostKey,
    directory: root,
    adopt,
    idle: async () => {
      await running.idle();
      // Whoever reads files for a connection outlives it, with what was asked for last still to do.
      await nobodyWorksIn(root);
    },
    halt: () => running.cut(),
    startAgain: async () => {
      running = await start();
    },
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function whoRunsIt(): { readonly username: string; readonly owner: number | undefined } {
  const { uid, username } = userInfo();
  return uid === 0 ? { username: DAEMON.username, owner: DAEMON.id } : { username, owner: undefined };
}

export interface OpenSshPlace extends OpenSshOptions {
  /** For keys and configuration; its user has to reach it. */
  readonly folder: string;
  /** Login directory. */
  readonly root: string;
  readonly port: number;
  /** That it listens on: by default the loopback. */
  readonly address?: string | undefined;
}

/** How it is started, and logged in to; see `RunningOpenSsh`. */
export interface OpenSshPlan extends Pick<
  RunningOpenSsh,
  'fingerprint' | 'hostKey' | 'keyFile' | 'otherHostKey'
> {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly username: string;
  /** Whom its files have to belong to, where that is not who runs the tests. */
  readonly owner: number | undefined;
  readonly privateKey: string;
}

/** Writes keys and configuration. */
export function openSshPlan({
  address = LOOPBACK,
  extra = [],
  folder,
  port,
  root,
}: OpenSshPlace): OpenSshPlan {
  const { owner, username } = whoRunsIt();
  const installed = findProgram('sshd');
  if (installed === undefined) throw new Error('sshd is not installed; run scripts/install-test-servers.sh');
  const [host, other, user] = [makeKey('ed25519'), makeKey('ecdsa'), makeKey('ed25519')];
  const own = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    if (owner !== undefined) chownSync(file, owner, owner);
    return file;
  };
  // It starts itself again for each connection, so its user has to reach the program, too.
  const programFor = (name: string, file: string): string =>
    owner === undefined ? file : copyOf(file, join(folder, name));
  const lines = [
    `Port ${port}`,
    `ListenAddress ${address}`,
    `HostKey ${own('host-key', host.private)}`,
    `HostKey ${own('other-host-key', other.private)}`,
    `AuthorizedKeysFile ${own('authorized-keys', `${user.public}\n`)}`,
    `Subsystem sftp internal-sftp -d ${root}`,
    ...PARTS.flatMap(([option, part]) => {
      const file = unpackedFile(`usr/lib/openssh/${part}`);
      return file === undefined ? [] : [`${option} ${programFor(part, file)}`];
    }),
    ...ALWAYS,
    ...extra,
  ];
  const config = own('sshd-config', `${lines.join('\n')}\n`);
  const keyFile = join(folder, 'user-key');
  writeFileSync(keyFile, user.private, { mode: 0o600 });
  const sshd = [programFor('sshd', installed), '-f', config, '-D', '-e'];
  const command = owner === undefined ? sshd : [...AS_DAEMON, ...sshd];
  const [hostKey, otherHostKey] = [typeAndKey(host.public), typeAndKey(other.public)];
  const fingerprint = fingerprintOf(hostKey);
  const privateKey = user.private;
  return { command, username, owner, keyFile, privateKey, hostKey, otherHostKey, fingerprint };
}

const ALWAYS: readonly string[] = [
  'PidFile none',
  'UsePAM no',
  'StrictModes no',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
  'MaxStartups 100',
  'UseDNS no',
];

function typeAndKey(line: string): string {
  return line.trim().split(' ').slice(0, 2).join(' ');
}

/** SHA-256 of a host key as a line of the known hosts has it, 64 hex digits. */
export function fingerprintOf(hostKey: string): string {
  return createHash('sha256')
    .update(Buffer.from(hostKey.split(' ')[1]!, 'base64'))
    .digest('hex');
}

const AS_DAEMON = ['setpriv', `--reuid=${DAEMON.id}`, `--regid=${DAEMON.id}`, '--clear-groups'];

/** Programs of its own that newer ones (9.8, 10.0) start for each connection, and how they are told where those lie. */
const PARTS = [
  ['SshdSessionPath', 'sshd-session'],
  ['SshdAuthPath', 'sshd-auth'],
] as const;

function copyOf(program: string, copy: string): string {
  copyFileSync(program, copy);
  chmodSync(copy, 0o755);
  return copy;
}
