import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { SftpSpec } from '@syncline/model';
import { findProgram, unpackedFile } from './binaries.js';
import { giveTo } from './give-to.js';
import { makeKey } from './ssh-key.js';
import type { Running } from './process.js';
import { freePort, run } from './process.js';

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
  const { username, owner } = whoRunsIt();
  const { args, command, hostKey, keyFile, otherHostKey, privateKey } = plan({
    folder,
    root,
    port,
    owner,
    extra,
  });
  const start = (): Promise<Running> => run(command, args, port, true);
  const adopt = (): void => (owner === undefined ? undefined : giveTo(root, owner));
  adopt();
  let running = await start();
  const fingerprint = fingerprintOf(hostKey);
  const server = '127.0.0.1';
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
    idle: () => running.idle(),
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

/** `owner`: whom its files have to belong to, where that is not who runs the tests. */
function whoRunsIt(): { readonly username: string; readonly owner: number | undefined } {
  const { uid, username } = userInfo();
  return uid === 0 ? { username: DAEMON.username, owner: DAEMON.id } : { username, owner: undefined };
}

interface Given {
  readonly folder: string;
  readonly root: string;
  readonly port: number;
  readonly owner: number | undefined;
  readonly extra: readonly string[];
}

/** Writes keys and configuration, and tells how it is started. */
function plan({ folder, root, port, owner, extra }: Given) {
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
  const [command, ...args] = owner === undefined ? sshd : [...AS_DAEMON, ...sshd];
  const [hostKey, otherHostKey] = [typeAndKey(host.public), typeAndKey(other.public)];
  return { command: command!, args, keyFile, privateKey: user.private, hostKey, otherHostKey };
}

const ALWAYS: readonly string[] = [
  'ListenAddress 127.0.0.1',
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
