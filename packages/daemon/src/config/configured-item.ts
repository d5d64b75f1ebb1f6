import type { DirectorySpec, FtpSpec, Item, SftpSpec, SideSpec } from '@syncline/model';
import type { Schedule } from '@syncline/scheduler';

import type { HttpSettings } from './http-schema.js';
import type { NotifySettings } from './notify-schema.js';

/** How a secret is to be had. */
export type SecretReference =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'store'; readonly name: string };

/** A server with a reference in the place of its password; undefined where none is given. */
export interface ConfiguredFtp extends Omit<FtpSpec, 'password'> {
  readonly password: SecretReference | undefined;
}

/** The same, and a reference in the place of its private key. */
export interface ConfiguredSftp extends Omit<SftpSpec, 'password' | 'privateKey'> {
  readonly password: SecretReference | undefined;
  readonly privateKey: SecretReference | undefined;
}

export type ConfiguredServer = ConfiguredFtp | ConfiguredSftp;
export type ConfiguredEndpoint = DirectorySpec | ConfiguredServer;

export interface ConfiguredSide extends Omit<SideSpec, 'endpoint'> {
  readonly endpoint: ConfiguredEndpoint;
}

/** How changes are carried as they happen (SPEC §6). */
export interface LiveSettings {
  /** How long size and time of a file must be unchanged before it is carried. */
  readonly settleMs: number;
  readonly auditEveryMs: number;
  /** Of remote sides. */
  readonly pollEveryMs: number;
}

/** One item of the configuration: paths absolute, defaults filled in, secrets still to be had. */
export interface ConfiguredItem extends Omit<Item, 'source' | 'destination'> {
  readonly source: ConfiguredSide;
  readonly destination: ConfiguredSide;
  readonly description: string;
  readonly group: string | undefined;
  readonly schedules: readonly Schedule[];
  /** Of the schedules; undefined: the configuration's, else the system's. */
  readonly timezone: string | undefined;
  readonly catchUp: boolean;
  /** Undefined: only when it is asked for. */
  readonly live: LiveSettings | undefined;
  readonly logFile: string | undefined;
}

/** A configuration that was found to be in order. */
export interface Config {
  readonly items: readonly ConfiguredItem[];
  readonly timezone: string | undefined;
  /** Items that run at the same time. */
  readonly concurrency: number;
  /** What happens when others may read a file with secrets. */
  readonly permissions: 'warn' | 'refuse';
  /** Console and API; undefined: off. */
  readonly http: HttpSettings | undefined;
  /** Undefined: nobody is told. */
  readonly notify: NotifySettings | undefined;
}

export const DEFAULT_CONCURRENCY = 2;
export const DEFAULT_LIVE: LiveSettings = { settleMs: 100, auditEveryMs: 3_600_000, pollEveryMs: 60_000 };
