import type { RootLocation } from '../root-state.js';

/** Of a server, as far as it tells its accounts apart. */
export interface Account {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/**
 * Where a root stands on a server, for the check of nested roots. Paths are compared within one account alone: another
 * may be shut into a folder of its own, where the same path leads elsewhere. `chain` as in `RootLocation`.
 */
export function locationOnServer(
  scheme: 'ftp' | 'sftp',
  { host, port, user }: Account,
  peer: Peer,
  path: string,
  chain: readonly string[] = [],
): RootLocation {
  const server = `${scheme}://${host.toLowerCase()}:${port}`;
  const answersAt =
    peer.address === undefined ? undefined : `${scheme}://${peer.address}:${port} ${peer.fingerprint ?? ''}`;
  return { host: server, answersAt, path, chain, volumePath: `${user}@${path}` };
}

/** What a connection leads to. */
export interface Peer {
  /** IP address. */
  readonly address: string | undefined;
  /** Of its certificate or host key: servers that share an address by their names have one each. */
  readonly fingerprint: string | undefined;
}
