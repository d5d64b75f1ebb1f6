import { resolve } from 'node:path';

import { safeText } from '@syncline/daemon/words';
import type { Plain, PlainSet } from '@syncline/daemon/config';
import type { Address } from '@syncline/model';
import { formatFileCheck, showHostKey, usageError } from '@syncline/model';

import type { EndpointArgument } from '../endpoint-argument.js';
import { parseEndpointArgument } from '../endpoint-argument.js';
import type { SyncOptions } from '../sync-options.js';

/** The options that give or change the fields of an item. */
export interface FieldOptions extends Partial<SyncOptions> {
  readonly description?: string;
  readonly group?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly sourcePassword?: PlainSet;
  readonly destinationPassword?: PlainSet;
  /** YAML. */
  readonly schedule?: readonly string[];
  readonly timezone?: string;
  readonly catchUp?: boolean;
  readonly logFile?: string;
  /** `KEY=YAML`. */
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  /** The names of those that stand on the command line. */
  readonly given: readonly string[];
}

/** Reads a value as YAML writes it. Throws `usage`, beginning with `what`. */
export type ReadPlain = (text: string, what: string) => Plain;

/** An item with the fields that the options give; every other one as it is. Throws `usage`. */
export function withFields(
  item: PlainSet,
  options: FieldOptions,
  cwd: string,
  readPlain: ReadPlain,
): PlainSet {
  const given = new Set(options.given);
  const picked = (name: keyof FieldOptions, value: Plain | undefined): PlainSet =>
    given.has(name) && value !== undefined ? { [name]: value } : {};
  const limits = {
    ...picked('connections', options.connections),
    ...picked('bandwidth', options.bandwidth),
    ...picked('timeout', options.timeout),
    ...picked('retries', options.retries),
  };
  const withOptions: PlainSet = {
    ...item,
    ...picked('description', options.description),
    ...picked('group', options.group),
    ...picked('mode', options.mode),
    ...picked('recursive', options.recursive),
    ...sidesOf(item, options, given, cwd),
    ...picked(
      'schedule',
      options.schedule?.map((text) => readPlain(text, '--schedule')),
    ),
    ...picked('timezone', options.timezone),
    ...picked('catchUp', options.catchUp),
    ...picked('live', options.live),
    ...picked('settle', inMs(options.settle)),
    ...picked('auditEvery', inMs(options.auditEvery)),
    ...picked('pollEvery', inMs(options.pollEvery)),
    ...picked('conflict', options.conflict),
    ...picked('compare', options.compare),
    ...(given.has('trash') && options.trash === false ? { trash: 'off' } : {}),
    ...picked('maxDelete', options.maxDelete && `${options.maxDelete.percent}%`),
    ...(Object.keys(limits).length > 0 ? { limits: { ...asSet(item['limits']), ...limits } } : {}),
    ...picked('logFile', options.logFile && resolve(cwd, options.logFile)),
  };
  const assigned = (options.set ?? [])
    .map((text) => readAssignment(text, readPlain))
    .reduce((so, { path, value }) => assign(so, path, value), withOptions);
  return (options.unset ?? []).reduce((so, key) => assign(so, key.split('.'), undefined), assigned);
}

function inMs(duration: number | undefined): string | undefined {
  return duration === undefined ? undefined : `${duration}ms`;
}

/** `limits.connections=4`. */
function readAssignment(
  text: string,
  readPlain: ReadPlain,
): { readonly path: readonly string[]; readonly value: Plain } {
  const equals = text.indexOf('=');
  const key = equals < 0 ? text : text.slice(0, equals);
  if (equals < 1 || !/^\w+(\.\w+)*$/.test(key))
    throw usageError(`--set: '${safeText(key)}' is not KEY=VALUE. Example: --set limits.connections=4`);
  return { path: key.split('.'), value: readPlain(text.slice(equals + 1), `--set ${key}`) };
}

function sidesOf(item: PlainSet, options: FieldOptions, given: ReadonlySet<string>, cwd: string): PlainSet {
  const ignore = given.has('ignore') ? (options.ignore ?? []) : [];
  const side = (name: 'source' | 'destination', argument: EndpointArgument): PlainSet => {
    const own = name === 'source' ? options.ignoreSource : options.ignoreDestination;
    const check = name === 'source' ? options.fileCheckSource : options.fileCheckDestination;
    const pin = name === 'source' ? options.trustSource : options.trustDestination;
    const password = name === 'source' ? options.sourcePassword : options.destinationPassword;
    const key = name === 'source' ? options.keySource : options.keyDestination;
    const patterns = [...ignore, ...(given.has(ofSide('ignore', name)) ? (own ?? []) : [])];
    const further: PlainSet = {
      ...(password !== undefined && { password: fromHere(password, cwd) }),
      ...(key !== undefined && { privateKey: { file: resolve(cwd, key) } }),
      ...(patterns.length > 0 && { ignore: patterns }),
      ...(check !== undefined && { fileCheck: formatFileCheck(check) }),
    };
    const place = options[name];
    if (place === undefined && pin === undefined && Object.keys(further).length === 0) return {};
    const before = item[name];
    const base =
      place === undefined
        ? expanded(before)
        : moved(before, parseEndpointArgument(place, argument, cwd), argument);
    const pinned = pin === undefined ? {} : { fingerprint: isSftp(base) ? showHostKey(pin) : pin };
    return { [name]: shortest({ ...base, ...pinned, ...further }) };
  };
  return { ...side('source', 'SOURCE'), ...side('destination', 'DESTINATION') };
}

/** The fingerprint of a host key is written as people compare it. */
function isSftp({ type, url }: PlainSet): boolean {
  return type === 'sftp' || (typeof url === 'string' && /^sftp:/i.test(url));
}

/** A path on the command line is relative to where it is given, one in the configuration to that file. */
function fromHere(reference: PlainSet, cwd: string): PlainSet {
  const { file } = reference;
  return typeof file === 'string' ? { file: resolve(cwd, file) } : reference;
}

function ofSide(option: 'ignore', side: 'source' | 'destination'): string {
  return `${option}${side === 'source' ? 'Source' : 'Destination'}`;
}

/** Another place with the ignore list and File Check of the one before. */
function moved(before: Plain | undefined, address: Address, argument: EndpointArgument): PlainSet {
  const { ignore, fileCheck } = asSet(before);
  const aside = { ...(ignore !== undefined && { ignore }), ...(fileCheck !== undefined && { fileCheck }) };
  if (address.type === 'directory') return { ...address, ...aside };
  const { password, ...place } = address;
  if ((password ?? '') !== '') {
    const option = `--${argument.toLowerCase()}-password`;
    throw usageError(
      `${argument}: a password in a URL would stand in the configuration: 'syncline secret set NAME' keeps it, and ${option} secret:NAME refers to it`,
    );
  }
  return { ...place, ...aside };
}

/** A side as a set of keys, to which more can be added. */
function expanded(side: Plain | undefined): PlainSet {
  if (typeof side !== 'string') return asSet(side);
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(side) ? { url: side } : { type: 'directory', path: side };
}

/** A directory of which nothing more is to be said is its path. */
function shortest(side: PlainSet): Plain {
  const { type, path, ...rest } = side;
  return type === 'directory' && path !== undefined && Object.keys(rest).length === 0 ? path : side;
}

function assign(set: PlainSet, path: readonly string[], value: Plain | undefined): PlainSet {
  const [key = '', ...below] = path;
  if (below.length > 0) return { ...set, [key]: assign(asSet(set[key]), below, value) };
  const { [key]: _, ...rest } = set;
  return value === undefined ? rest : { ...set, [key]: value };
}

function asSet(value: Plain | undefined): PlainSet {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PlainSet) : {};
}
