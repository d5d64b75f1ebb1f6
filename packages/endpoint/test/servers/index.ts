import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { FtpSpec } from '@syncline/model';
import { findProgram } from './binaries.js';
import type { Blueprint } from './blueprint.js';
import { makeCertificate } from './certificate.js';
import { giveTo } from './give-to.js';
import type { Running } from './process.js';
import { freePort, passiveRange, run } from './process.js';
import { proftpd } from './proftpd.js';
import { pureFtpd } from './pure-ftpd.js';
import { vsftpd } from './vsftpd.js';

/**
 * Real FTP servers on the loopback, each with its own empty root, for the tests of this package and of the whole
 * system. `vsftpd` shows dot names and sets times (MDTM); `vsftpd-plain` is as it is by default: dot names need
 * `LIST -a`; `vsftpd-no-times` cannot set times; `vsftpd-hides-dot-names` never lists them.
 */
export type ServerKind =
  'vsftpd' | 'vsftpd-plain' | 'vsftpd-no-times' | 'vsftpd-hides-dot-names' | 'pure-ftpd' | 'proftpd';

export interface ServerOptions {
  readonly tls?: Exclude<FtpSpec['tls'], 'none'> | undefined;
  /** Further lines of the configuration (proftpd) or arguments (pure-ftpd). */
  readonly extra?: readonly string[] | undefined;
}

export interface RunningServer {
  readonly kind: ServerKind;
  /** Of the login directory; spread it with another `directory` for a folder below. */
  readonly spec: FtpSpec;
  /** `ftp://user@host:port`, without a slash at the end; add `/path`. */
  readonly url: string;
  readonly password: string;
  /** Host path of the login directory. */
  readonly directory: string;
  readonly fingerprint: string | undefined;
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

const BLUEPRINTS: Record<
  ServerKind,
  { readonly program: string; readonly variant?: string; readonly blueprint: Blueprint }
> = {
  vsftpd: { program: 'vsftpd', blueprint: vsftpd },
  'vsftpd-plain': { program: 'vsftpd', variant: 'plain', blueprint: vsftpd },
  'vsftpd-no-times': { program: 'vsftpd', variant: 'no-times', blueprint: vsftpd },
  'vsftpd-hides-dot-names': { program: 'vsftpd', variant: 'hides-dot-names', blueprint: vsftpd },
  'pure-ftpd': { program: 'pure-ftpd', blueprint: pureFtpd },
  proftpd: { program: 'proftpd', blueprint: proftpd },
};

export const ALL_SERVERS = Object.keys(BLUEPRINTS) as readonly ServerKind[];

/**
 * Why a kind of server cannot be started here, for `t.test(…, { skip })`; false when it can. With
 * `SYNCLINE_REQUIRE_SERVERS=1` nothing is skipped: starting it fails instead.
 */
export function skipReason(kind: ServerKind): string | false {
  if (process.env.SYNCLINE_REQUIRE_SERVERS === '1') return false;
  const { program } = BLUEPRINTS[kind];
  if (findProgram(program) === undefined)
    return `${program} is not installed; run scripts/install-test-servers.sh`;
  if (program === 'pure-ftpd' && userInfo().uid !== 0) return 'pure-ftpd starts only as root';
  return false;
}

export async function startServer(kind: ServerKind, options: ServerOptions = {}): Promise<RunningServer> {
  const { program, variant, blueprint } = BLUEPRINTS[kind];
  const path = findProgram(program);
  if (path === undefined) throw new Error(`${program} is not installed; run scripts/install-test-servers.sh`);
  const folder = mkdtempSync(join(tmpdir(), 'syncline-server-'));
  chmodSync(folder, 0o755);
  const root = join(folder, 'root');
  mkdirSync(root);
  const port = await freePort();
  const certificate = options.tls === undefined ? undefined : makeCertificate(folder);
  const tls = options.tls === undefined ? undefined : { mode: options.tls, certificate: certificate! };
  const plan = blueprint({ folder, root, port, passive: passiveRange(), tls, variant, extra: options.extra });
  const start = (): Promise<Running> => run(path, plan.args, port, options.tls !== 'implicit');
  let running = await start();
  const { username, password, owner } = plan;
  const host = options.tls === undefined ? '127.0.0.1' : 'localhost';
  const scheme = { none: 'ftp', explicit: 'ftpes', implicit: 'ftps' }[options.tls ?? 'none'];
  return {
    kind,
    spec: { type: 'ftp', tls: options.tls ?? 'none', server: host, port, username, password, directory: '' },
    url: `${scheme}://${username}@${host}:${port}`,
    password,
    directory: root,
    fingerprint: certificate?.fingerprint,
    adopt: () => owner !== undefined && giveTo(root, owner),
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
