import { join } from 'node:path';
import type { Test } from 'tap';
import {
  ALL_SERVERS,
  skipReason as ftpSkipReason,
  startServer,
  type RunningServer as RunningFtp,
  type ServerKind as FtpKind,
  type ServerOptions,
} from '../../packages/endpoint/test/servers/index.js';
import {
  openSshSkipReason,
  startOpenSsh,
  type RunningOpenSsh,
} from '../../packages/endpoint/test/servers/openssh.js';
import type { Likeness } from './observe.ts';

export { ALL_SERVERS };

/** FTP servers, and OpenSSH with its SFTP server. */
export type ServerKind = FtpKind | 'openssh';
export type RunningServer = RunningFtp | RunningOpenSsh;

export function skipReason(kind: ServerKind): string | false {
  return kind === 'openssh' ? openSshSkipReason() : ftpSkipReason(kind);
}

export function startAnyServer(kind: ServerKind, options: ServerOptions = {}): Promise<RunningServer> {
  return kind === 'openssh' ? startOpenSsh(options) : startServer(kind, options);
}

/** A server for the time of a test. */
export async function serverFor(
  t: Test,
  kind: ServerKind,
  options: ServerOptions = {},
): Promise<RunningServer> {
  const server = await startAnyServer(kind, options);
  t.teardown(() => server.stop());
  return server;
}

/** The same tests on each kind of server, by default of FTP; those on one kind share a server and have folders of their own. */
export function onEachServer(
  t: Test,
  tests: (t: Test, server: RunningServer) => void | Promise<void>,
  kinds: readonly ServerKind[] = ALL_SERVERS,
): void {
  for (const kind of kinds) {
    void t.test(kind, { skip: skipReason(kind) }, async (t) => tests(t, await serverFor(t, kind)));
  }
}

/** The same tests on each kind of server, of both protocols. */
export function onEveryServer(t: Test, tests: Parameters<typeof onEachServer>[1]): void {
  onEachServer(t, tests, [...ALL_SERVERS, 'openssh']);
}

/** What stands on one end of a run. */
export interface Side {
  /** As the command line takes it. */
  readonly address: string;
  /** Where the same files are on this machine. */
  readonly path: string;
  readonly password?: string | undefined;
  readonly kind?: ServerKind | undefined;
  /** What logs in without a password: a file, and the fingerprint of the server. */
  readonly key?: { readonly file: string; readonly fingerprint: string } | undefined;
  /** Gives files that were made on this machine to the server's user. */
  readonly adopt?: () => void;
}

export const WHOLE_SECONDS_NS = 999_999_999n;

let folders = 0;

/** A folder on a server that nobody else uses; it is not made. */
export function folderOn(server: RunningServer, folder = `folder ${(folders += 1)}`): Side {
  const { url, directory, password, kind, adopt } = server;
  const address = `${url}/${folder.split('/').map(encodeURIComponent).join('/')}`;
  const key =
    server.kind === 'openssh' ? { file: server.keyFile, fingerprint: server.fingerprint } : undefined;
  return { address, path: join(directory, folder), password, kind, key, adopt };
}

/** The options that log in to the sides which are logged in to with a key. */
export function keyOptions(sides: { readonly source: Side; readonly destination: Side }): readonly string[] {
  return (['source', 'destination'] as const).flatMap((name) => {
    const { key } = sides[name];
    return key === undefined ? [] : [`--key-${name}`, key.file, `--trust-${name}`, key.fingerprint];
  });
}

export function setsTimes(kind: ServerKind): boolean {
  return kind !== 'vsftpd-no-times';
}

/** Whether its listings tell times in whole seconds. */
function listsSeconds(kind: ServerKind): boolean {
  return !kind.startsWith('vsftpd');
}

/** Whether its listings tell something of a file that survives a rename. */
export function knowsRenamed(kind: ServerKind): boolean {
  return !kind.startsWith('vsftpd') && kind !== 'openssh';
}

/** As like as a tree that went through this server is: times in whole seconds where it sets or lists them, no modes. */
export function likenessOn(kind: ServerKind, direction: Direction): Likeness {
  const times = direction === 'to' ? setsTimes(kind) : listsSeconds(kind);
  return { withinNs: times ? WHOLE_SECONDS_NS : undefined, modes: false };
}

/** Which side the server is: that which is written to, or that which is read from. */
export type Direction = 'to' | 'from';
export const DIRECTIONS: readonly Direction[] = ['to', 'from'];

export function directionTitle(direction: Direction): string {
  return direction === 'to' ? 'directory to server' : 'server to directory';
}

/** One direction for each kind, so that both are tried with servers that list times and with those that do not. */
export function directionsFor(kind: ServerKind): readonly Direction[] {
  if (kind === 'openssh') return DIRECTIONS;
  return DIRECTIONS.filter((direction) => (ALL_SERVERS.indexOf(kind) % 2 === 0) === (direction === 'to'));
}
