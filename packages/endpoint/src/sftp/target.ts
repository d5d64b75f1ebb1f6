import { createHash } from 'node:crypto';
import type { SftpSpec } from '@syncline/model';
import { endpointError } from '../remote/errors.js';

/** What a connection needs to know of its server. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Of the account, or of the private key. */
  readonly password: string;
  readonly privateKey: string | undefined;
  /** 64 hex digits. */
  readonly fingerprint: string | undefined;
  /** `host:port` for messages. */
  readonly where: string;
}

/** Throws `usage` for a directory that no server could be asked for. */
export function targetOf(spec: SftpSpec): Target {
  if (spec.directory.includes('\0')) throw endpointError('usage', 'The directory may not hold NUL');
  const host = spec.server.replace(/^\[(.*)\]$/, '$1');
  return {
    host,
    port: spec.port,
    user: spec.username,
    password: spec.password,
    privateKey: spec.privateKey,
    fingerprint: spec.fingerprint?.toLowerCase(),
    where: `${host.includes(':') ? `[${host}]` : host}:${spec.port}`,
  };
}

/** Equal for two targets that may share connections. Holds a digest in the place of secrets. */
export function poolKey({ host, port, user, password, privateKey = '', fingerprint = '' }: Target): string {
  const secret = createHash('sha256')
    .update(JSON.stringify([password, privateKey]))
    .digest('hex');
  return JSON.stringify(['sftp', host.toLowerCase(), port, user, fingerprint, secret]);
}
