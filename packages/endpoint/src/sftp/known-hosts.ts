import { createHmac } from 'node:crypto';

/**
 * What the known hosts (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT") say of a host key. `changed`: they have another one for this
 * host; `revoked`: this one must not be accepted; `unknown`: they have none.
 */
export type HostVerdict = 'known' | 'changed' | 'revoked' | 'unknown';

/** A line that speaks of a host. */
interface HostLine {
  readonly marker: string | undefined;
  readonly keyType: string;
  readonly key: string;
}

/** Whether `key`, as it goes over the wire, is that of the host. Certificates of authorities are not taken. */
export function judgeHostKey(text: string, host: string, port: number, key: Buffer): HostVerdict {
  const presented = key.toString('base64');
  const lines = linesOf(text, host, port);
  const isPresented = (line: HostLine): boolean => line.key === presented;
  if (lines.some((line) => line.marker === '@revoked' && isPresented(line))) return 'revoked';
  const plain = lines.filter(({ marker }) => marker === undefined);
  if (plain.some(isPresented)) return 'known';
  return plain.length > 0 ? 'changed' : 'unknown';
}

/** The types of the keys that are known of a host: a server with several keys is to be asked for one of these. */
export function knownKeyTypes(text: string, host: string, port: number): readonly string[] {
  const plain = linesOf(text, host, port).filter(({ marker }) => marker === undefined);
  return [...new Set(plain.map(({ keyType }) => keyType))];
}

function linesOf(text: string, host: string, port: number): HostLine[] {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  const lines: HostLine[] = [];
  for (const line of text.split(/\r?\n/)) {
    const fields = line.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') === true ? fields.shift() : undefined;
    const [patterns, keyType, key] = fields;
    if (patterns === undefined || keyType === undefined || key === undefined || patterns.startsWith('#'))
      continue;
    if (speaksOf(patterns, name)) lines.push({ marker, keyType, key });
  }
  return lines;
}

/** One of the patterns matches, and none that is negated. */
function speaksOf(patterns: string, name: string): boolean {
  if (patterns.startsWith('|')) return isHashOf(patterns, name);
  let matches = false;
  for (const pattern of patterns.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!wildcard(negated ? pattern.slice(1) : pattern).test(name)) continue;
    if (negated) return false;
    matches = true;
  }
  return matches;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, both in Base64. */
function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** `*` stands for any characters, `?` for one; brackets are those of a port. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replace(/\*+/g, '.*').replaceAll('?', '.')}$`);
}
