import { createHash } from 'node:crypto';
import type { FtpSpec } from '@syncline/model';
import { endpointError } from '../remote/errors.js';
import { bytesOf } from '../remote/paths.js';

/** What a connection needs to know of its server. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly tls: FtpSpec['tls'];
  /** User and password as they go over the wire: the bytes of their UTF-8, one character each. */
  readonly user: string;
  readonly password: string;
  readonly fingerprint: string | undefined;
  /** `host:port` for messages. */
  readonly where: string;
}

// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\r\n\0]/;

/** Throws `usage` when a value could smuggle in a command; the value is not echoed. */
export function targetOf(spec: FtpSpec): Target {
  const values = {
    server: spec.server,
    username: spec.username,
    password: spec.password,
    directory: spec.directory,
  };
  for (const [key, value] of Object.entries(values)) {
    if (FORBIDDEN.test(value)) throw endpointError('usage', `The ${key} may not hold CR, LF or NUL`);
  }
  const host = spec.server.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: spec.port,
    tls: spec.tls,
    user: bytesOf(spec.username),
    password: bytesOf(spec.password),
    fingerprint: spec.fingerprint?.replaceAll(':', '').toLowerCase(),
    where: `${host.includes(':') ? `[${host}]` : host}:${spec.port}`,
  };
}

/** Equal for two targets that may share connections. Holds a digest in the password's place. */
export function poolKey(target: Target): string {
  const secret = createHash('sha256').update(target.password, 'latin1').digest('hex');
  const host = target.host.toLowerCase();
  return JSON.stringify([
    'ftp',
    host,
    target.port,
    target.tls,
    target.user,
    target.fingerprint ?? '',
    secret,
  ]);
}
