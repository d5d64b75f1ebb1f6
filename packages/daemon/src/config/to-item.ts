import { join, resolve } from 'node:path';

import type { Address, Limits } from '@syncline/model';
import {
  DEFAULT_DELETE_LIMIT,
  DEFAULT_LIMITS,
  DEFAULT_TRASH,
  parseAddress,
  parseFileCheck,
  parseServer,
  parseServerDirectory,
  readBandwidth,
  readDeleteLimit,
  readDuration,
  readFingerprint,
  SCHEMES,
  SFTP_SCHEME,
} from '@syncline/model';

import type {
  ConfiguredEndpoint,
  ConfiguredItem,
  ConfiguredSide,
  LiveSettings,
  SecretReference,
} from './configured-item.js';
import { DEFAULT_LIVE } from './configured-item.js';
import type { SecretDocument, SideDocument } from './endpoint-schema.js';
import type { ItemDocument } from './item-schema.js';
import { toSchedule } from './schedule-schema.js';

/** What paths of a configuration are relative to. */
export interface Surroundings {
  /** The directory of the configuration file. */
  readonly directory: string;
  readonly home: string;
}

/** The item that a checked document means. */
export function toItem(document: ItemDocument, around: Surroundings): ConfiguredItem {
  const { name, description = '', group, logFile, schedule = [] } = document;
  return {
    name,
    description,
    group,
    mode: document.mode ?? 'simple',
    recursive: document.recursive ?? true,
    source: toSide(document.source, around),
    destination: toSide(document.destination, around),
    trash: document.trash ?? DEFAULT_TRASH,
    deleteLimit: deleteLimitOf(document.maxDelete),
    compare: document.compare ?? 'size+mtime',
    conflict: document.conflict ?? 'newer',
    limits: limitsOf(document.limits),
    schedules: [schedule].flat().map(toSchedule),
    timezone: document.timezone,
    catchUp: document.catchUp ?? false,
    live: document.live === true ? liveOf(document) : undefined,
    logFile: logFile === undefined ? undefined : absolute(logFile, around),
  };
}

/** A path of the configuration: from the home directory, or relative to the file. */
export function absolute(path: string, { directory, home }: Surroundings): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(directory, path);
}

function toSide(document: SideDocument, around: Surroundings): ConfiguredSide {
  if (typeof document === 'string')
    return { endpoint: fromAddress(parseAddress(document, ''), {}, around), ignore: [] };
  const { fileCheck, ignore = [] } = document;
  return {
    endpoint: endpointOf(document, around),
    ignore,
    ...(fileCheck !== undefined && { fileCheck: parseFileCheck(fileCheck, '') }),
  };
}

function endpointOf(document: Exclude<SideDocument, string>, around: Surroundings): ConfiguredEndpoint {
  if ('url' in document) {
    return fromAddress(parseAddress(document.url, ''), document, around);
  }
  if (document.type === 'directory') return { type: 'directory', path: absolute(document.path, around) };
  const { server } = document;
  const place = {
    server: parseServer(server.includes(':') && !server.startsWith('[') ? `[${server}]` : server) ?? server,
    directory: parseServerDirectory(document.directory ?? '', ''),
    password: secretOf(document.password, around),
    fingerprint: fingerprintOf(document.fingerprint),
  };
  if (document.type === 'sftp') {
    const { port = SFTP_SCHEME.port, privateKey, username } = document;
    return { type: 'sftp', ...place, port, username, privateKey: secretOf(privateKey, around) };
  }
  const { tls = 'none', username = 'anonymous' } = document;
  return { type: 'ftp', tls, ...place, port: document.port ?? SCHEMES[tls].port, username };
}

/** What is said of a server beside its address. */
interface BesideUrl {
  readonly password?: SecretDocument | undefined;
  readonly privateKey?: SecretDocument | undefined;
  readonly fingerprint?: string | undefined;
}

function fromAddress(address: Address, beside: BesideUrl, around: Surroundings): ConfiguredEndpoint {
  if (address.type === 'directory') return { ...address, path: absolute(address.path, around) };
  const password = secretOf(beside.password ?? address.password, around);
  const fingerprint = fingerprintOf(beside.fingerprint);
  if (address.type === 'ftp') return { ...address, password, fingerprint };
  return { ...address, password, privateKey: secretOf(beside.privateKey, around), fingerprint };
}

function secretOf(document: SecretDocument | undefined, around: Surroundings): SecretReference | undefined {
  if (document === undefined) return undefined;
  if (typeof document === 'string') return { from: 'text', text: document };
  if ('env' in document) return { from: 'env', name: document.env };
  if ('file' in document) return { from: 'file', path: absolute(document.file, around) };
  return { from: 'store', name: document.secret };
}

function fingerprintOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : readFingerprint(text);
}

function deleteLimitOf(given: string | number | undefined) {
  return given === undefined
    ? DEFAULT_DELETE_LIMIT
    : (readDeleteLimit(String(given)) ?? DEFAULT_DELETE_LIMIT);
}

function limitsOf({ bandwidth, ...given }: NonNullable<ItemDocument['limits']> = {}): Limits {
  const { connections = DEFAULT_LIMITS.connections } = given;
  const { timeout = DEFAULT_LIMITS.timeout, retries = DEFAULT_LIMITS.retries } = given;
  const rate = bandwidth === undefined ? undefined : readBandwidth(String(bandwidth));
  return { connections, timeout, retries, ...(rate !== undefined && { bandwidth: rate }) };
}

function liveOf({ auditEvery, pollEvery, settle }: ItemDocument): LiveSettings {
  const ms = (text: string | undefined, preset: number): number =>
    text === undefined ? preset : (readDuration(text) ?? preset);
  return {
    settleMs: ms(settle, DEFAULT_LIVE.settleMs),
    auditEveryMs: ms(auditEvery, DEFAULT_LIVE.auditEveryMs),
    pollEveryMs: ms(pollEvery, DEFAULT_LIVE.pollEveryMs),
  };
}
