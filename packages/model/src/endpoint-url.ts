import { SCHEMES, SFTP_SCHEME } from './address.js';
import { usageError } from './error.js';
import type { DirectorySpec, FtpSpec, SftpSpec, Tls } from './item.js';

/** An FTP address as it was given: its password is undefined where the URL holds none. */
export interface FtpAddress extends Omit<FtpSpec, 'password' | 'fingerprint'> {
  readonly password: string | undefined;
}

/** The same of SFTP. */
export interface SftpAddress extends Omit<SftpSpec, 'password' | 'privateKey' | 'fingerprint'> {
  readonly password: string | undefined;
}

export type ServerAddress = FtpAddress | SftpAddress;
export type Address = DirectorySpec | ServerAddress;

type Kind =
  | { readonly type: 'ftp'; readonly tls: Tls; readonly port: number }
  | { readonly type: 'sftp'; readonly port: number };

const SERVER_SCHEMES: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...Object.entries(SCHEMES).map(([tls, { name, port }]): [string, Kind] => [
    name,
    { type: 'ftp', tls: tls as Tls, port },
  ]),
  [SFTP_SCHEME.name, { type: 'sftp', port: SFTP_SCHEME.port }],
]);
const KNOWN_SCHEMES = 'ftp:// (no TLS), ftpes:// (explicit TLS), ftps:// (implicit TLS), sftp:// (over SSH)';

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
/** A server address with a slash missing would otherwise become a folder of that name. */
const ONE_SLASH_MISSING = /^(ftp|ftpes|ftps|sftp):/i;
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000\r\n]/;
/** In brackets, with a zone where it is of one link (RFC 6874, or with a bare `%`). */
const IPV6 = /^\[([^%\]]*)(?:%(?:25)?([\w.-]+))?\]$/;
const HIGHEST_PORT = 65_535;

/**
 * Reads an endpoint as people write it: a directory, its path as given, or the URL of a server. Errors begin with `what` (an
 * argument, a key of the configuration), name the part at fault and never repeat what stands around a user name or
 * password.
 */
export function parseAddress(text: string, what: string): Address {
  if (text === '')
    throw usageError(`${what}: it is empty. Give a directory, or a URL such as ftp://user@host/dir`);
  forbidControls(text, what, 'it');
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) return parseUrl(scheme, text.slice(scheme.length + 3), what);
  const almost = ONE_SLASH_MISSING.exec(text)?.[1];
  if (almost !== undefined) {
    throw usageError(
      `${what}: '${almost}:' must be followed by two slashes: ${almost}://host/dir. For a directory of that name write ./${almost}:…`,
    );
  }
  return { type: 'directory', path: text };
}

function parseUrl(scheme: string, rest: string, what: string): ServerAddress {
  const known = SERVER_SCHEMES.get(scheme);
  if (known === undefined) {
    throw usageError(
      `${what}: '${scheme}://' is not a kind of endpoint. Known are ${KNOWN_SCHEMES}; a directory is written as a plain path`,
    );
  }
  // Only a slash ends the authority, so that '#' and '?' may stand in passwords and paths: servers have no query.
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const at = authority.lastIndexOf('@');
  const place = {
    ...parseHost(authority.slice(at + 1), known.port, what),
    ...parseUser(at < 0 ? undefined : authority.slice(0, at), known.type, what),
    directory: parseServerDirectory(decode(slash < 0 ? '' : rest.slice(slash + 1), what, 'path'), what),
  };
  return known.type === 'ftp' ? { type: 'ftp', tls: known.tls, ...place } : { type: 'sftp', ...place };
}

/** FTP has an account that everybody may use; SSH has none. */
function parseUser(
  text: string | undefined,
  type: Kind['type'],
  what: string,
): { readonly username: string; readonly password: string | undefined } {
  if (text === undefined && type === 'sftp')
    throw usageError(`${what}: the user name is missing. Write sftp://user@host/dir`);
  if (text === undefined) return { username: 'anonymous', password: undefined };
  const colon = text.indexOf(':');
  const username = decode(colon < 0 ? text : text.slice(0, colon), what, 'user name');
  if (username === '')
    throw usageError(`${what}: the user name before '@' is empty. Write ${type}://user@host/dir`);
  return { username, password: colon < 0 ? undefined : decode(text.slice(colon + 1), what, 'password') };
}

function parseHost(
  text: string,
  defaultPort: number,
  what: string,
): { readonly server: string; readonly port: number } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text);
  const server = match === null ? undefined : parseServer(match[1]!);
  if (server === undefined) {
    const advice = `Write ftp://user@host:port/dir; an IPv6 address stands in brackets, ':', '/' and '@' in a user name or password are written %3A, %2F, %40`;
    throw usageError(
      `${what}: ${text === '' ? 'the host is missing' : 'the host is not a valid name or address'}. ${advice}`,
    );
  }
  return { server, port: parsePort(match?.[2] ?? '', defaultPort, what) };
}

/**
 * A host as a socket takes it: IPv6 without the brackets that it must stand in, other scripts as IDNA (RFC 5891).
 * Undefined for what is no host.
 */
export function parseServer(text: string): string | undefined {
  if (text.startsWith('[')) {
    const [, address, zone] = IPV6.exec(text) ?? [];
    return address !== undefined && URL.canParse(`ftp://[${address}]/`)
      ? scoped(address.toLowerCase(), zone)
      : undefined;
  }
  const name = /^[\w.-]*$/.test(text)
    ? text.toLowerCase()
    : /^[\w.\-\u0080-\u{10ffff}]+$/u.test(text)
      ? toAscii(text)
      : '';
  return name === '' || /^[.-]|\.\./.test(name) ? undefined : name;
}

/** IDNA (RFC 5891), or nothing for what has no such form. */
function toAscii(name: string): string {
  return URL.canParse(`ftp://${name}`) ? new URL(`ftp://${name}`).hostname : '';
}

function scoped(address: string, zone: string | undefined): string {
  return zone === undefined ? address : `${address}%${zone}`;
}

function parsePort(text: string, defaultPort: number, what: string): number {
  if (text === '') return defaultPort;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > HIGHEST_PORT) {
    // What stands here may be a piece of a password with a bare '/' in it.
    throw usageError(
      `${what}: the port must be a number from 1 to ${HIGHEST_PORT}. A '/' in a user name or password is written %2F`,
    );
  }
  return port;
}

/**
 * A folder on a server in one spelling: relative to the login directory, or absolute with a leading slash. Throws
 * `usage`, beginning with `what`.
 */
export function parseServerDirectory(text: string, what: string): string {
  forbidControls(text, what, 'the path');
  const components = text.split('/').filter((component) => component !== '' && component !== '.');
  if (components.includes('..')) {
    throw usageError(
      `${what}: the path holds '..', which servers understand differently. Write the path without it`,
    );
  }
  return (text.startsWith('/') ? '/' : '') + components.join('/');
}

/** Percent-decoding (RFC 3986) to UTF-8 text. */
function decode(text: string, what: string, part: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw usageError(
      `${what}: the ${part} holds a bad escape: '%' must be followed by two hex digits of UTF-8 text; a plain '%' is written %25`,
    );
  }
  forbidControls(decoded, what, `the ${part}`);
  return decoded;
}

/** INVARIANT: no command line of FTP can be injected through an address (RFC 959 ends commands with CR LF). */
function forbidControls(text: string, what: string, part: string): void {
  if (FORBIDDEN.test(text))
    throw usageError(`${what}: ${part} holds a line break or NUL, which is not allowed there`);
}
