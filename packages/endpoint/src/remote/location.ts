import type { RootLocation } from '../endpoint.js';

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
  path: string,
  chain: readonly string[] = [],
): RootLocation {
  const server = `${scheme}://${host.toLowerCase()}:${port}`;
  return { host: server, path, chain, volumePath: `${user}@${path}` };
}
