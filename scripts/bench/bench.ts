import { join } from 'node:path';
import type { Place } from './place.ts';
import type { Scale } from './scale.ts';
import type { FtpKind, FtpServer, SshServer } from './servers.ts';
import type { Trees } from './trees/trees.ts';

/** What workloads are made of. */
export interface Bench {
  readonly place: Place;
  readonly scale: Scale;
  readonly trees: Trees;
  /** The environment of every command: homes and configuration inside of `place`, so that nothing of the user's counts. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The commit that was built. */
  readonly revision: string;
  /** Where Syncline's CPU profiles go, if it is profiled. */
  readonly profiles?: string;
  /** A server on the loopback, started at first use. */
  server(kind: FtpKind): Promise<FtpServer>;
  /** The same of SFTP. */
  sshServer(): Promise<SshServer>;
  /** A server at the end of a path with 20 ms round trip, started anew. */
  distantServer(kind: FtpKind, options?: { readonly encrypted: boolean }): Promise<FtpServer>;
  /** The same of SFTP. */
  distantSshServer(): Promise<SshServer>;
  /** A program of `programs/`, compiled at first use. */
  compiled(name: string): string;
}

export function environment(directory: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'C.UTF-8',
    HOME: directory,
    XDG_CONFIG_HOME: join(directory, 'config'),
    XDG_CACHE_HOME: join(directory, 'cache'),
    XDG_STATE_HOME: join(directory, 'state'),
    UNISON: join(directory, 'unison'),
    RCLONE_CONFIG: join(directory, 'rclone.conf'),
  };
}
