import type { ContentRow, DirectoryRow, Name, Row, SideState, Token } from '@syncline/model';
import { identityText, packTokenText, TOKEN_BYTES, tokenText } from '@syncline/model';
import { JournalDamaged } from './errors.js';

/**
 * A row as bytes: length (4), kind and flags (1), more flags (1), length of the name (2); of files and links size (8),
 * then, as the flags say, packed tokens and the hash; then the name, then as JSON whatever has another form than usual.
 * Numbers are little-endian.
 */
const KIND_BITS = 3;
const KINDS = ['directory', 'file', 'link'] as const;
const SOURCE_RACY = 4;
const DESTINATION_RACY = 8;
const HAS_HASH = 16;
const SOURCE_PACKED = 32;
const DESTINATION_PACKED = 64;
const HAS_REST = 128;

const SOURCE_IDENTITY = 1;
const DESTINATION_IDENTITY = 2;
const MOUNT_POINT = 4;
const MOUNT_ON_SOURCE = 8;
const MOUNT_ON_DESTINATION = 16;

const FLAGS_AT = 4;
const MORE_FLAGS_AT = 5;
const NAME_LENGTH_AT = 6;
const HEAD_BYTES = 8;
const SIZE_BYTES = 8;
const HASH_BYTES = 32;

/** Of a row whose tokens are both packed. */
export const SOURCE_TOKEN_AT = HEAD_BYTES + SIZE_BYTES;
export const DESTINATION_TOKEN_AT = SOURCE_TOKEN_AT + TOKEN_BYTES;

/** What has another form than usual: tokens of servers, identities that are no part of a token, targets of links, modes. */
interface Rest {
  readonly source?: Token;
  readonly destination?: Token;
  readonly sourceIdentity?: string;
  readonly destinationIdentity?: string;
  readonly hash?: string;
  /** Of a directory. */
  readonly mode?: number;
}

export function encodeRow(name: Name, row: Row): Buffer {
  return row.kind === 'directory' ? encodeDirectory(name, row) : encodeContent(name, row);
}

export function rowLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at);
}

export function rowName(bytes: Buffer, at: number): Name {
  const from = at + nameAt(bytes[at + FLAGS_AT]!);
  return bytes.toString('latin1', from, from + bytes.readUInt16LE(at + NAME_LENGTH_AT)) as Name;
}

export function isContentRow(bytes: Buffer, at: number): boolean {
  return (bytes[at + FLAGS_AT]! & KIND_BITS) !== 0;
}

export function isFileRow(bytes: Buffer, at: number): boolean {
  return KINDS[bytes[at + FLAGS_AT]! & KIND_BITS] === 'file';
}

/** Whether a row is that of a file which was not racy on either side, and both tokens are packed. */
export function isSettledFile(bytes: Buffer, at: number): boolean {
  return isPackedFile(bytes, at) && (bytes[at + FLAGS_AT]! & (SOURCE_RACY | DESTINATION_RACY)) === 0;
}

/** Whether a row is that of a file both of whose tokens are packed. */
export function isPackedFile(bytes: Buffer, at: number): boolean {
  const asked = KIND_BITS | SOURCE_PACKED | DESTINATION_PACKED;
  return (bytes[at + FLAGS_AT]! & asked) === (KINDS.indexOf('file') | SOURCE_PACKED | DESTINATION_PACKED);
}

/** The row at an offset. Throws `JournalDamaged` for bytes that are found out to be none. */
export function decodeRow(bytes: Buffer, at: number): Row {
  const flags = bytes[at + FLAGS_AT]!;
  const kind = KINDS[flags & KIND_BITS];
  if (kind === undefined) throw new JournalDamaged('a row is of no known kind');
  return kind === 'directory' ? decodeDirectory(bytes, at) : decodeContent(kind, bytes, at);
}

/** Where the name begins. */
function nameAt(flags: number): number {
  if ((flags & KIND_BITS) === 0) return HEAD_BYTES;
  return (
    HEAD_BYTES +
    SIZE_BYTES +
    (flags & SOURCE_PACKED ? TOKEN_BYTES : 0) +
    (flags & DESTINATION_PACKED ? TOKEN_BYTES : 0) +
    (flags & HAS_HASH ? HASH_BYTES : 0)
  );
}

function encodeDirectory(name: Name, row: DirectoryRow): Buffer {
  const { source: sourceIdentity, destination: destinationIdentity } = row.identity ?? {};
  const rest: Rest = {
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(destinationIdentity !== undefined && { destinationIdentity }),
    ...(row.mode !== undefined && { mode: row.mode }),
  };
  const usual = Object.keys(rest).length === 0;
  return assemble(0, mountFlags(row), Buffer.alloc(0), name, usual ? undefined : rest);
}

const scratch = Buffer.alloc(SIZE_BYTES + 2 * TOKEN_BYTES + HASH_BYTES);

function encodeContent(name: Name, row: ContentRow): Buffer {
  const { source, destination, hash } = row;
  let flags =
    KINDS.indexOf(row.kind) | (source.racy ? SOURCE_RACY : 0) | (destination.racy ? DESTINATION_RACY : 0);
  let more = 0;
  let rest: Rest | undefined;
  let at = scratch.writeDoubleLE(row.size, 0);
  if (packTokenText(scratch, at, source.token)) [flags, at] = [flags | SOURCE_PACKED, at + TOKEN_BYTES];
  else rest = { ...rest, source: source.token };
  if (packTokenText(scratch, at, destination.token))
    [flags, at] = [flags | DESTINATION_PACKED, at + TOKEN_BYTES];
  else rest = { ...rest, destination: destination.token };
  if (hash !== undefined && packHash(at, hash)) [flags, at] = [flags | HAS_HASH, at + HASH_BYTES];
  else if (hash !== undefined) rest = { ...rest, hash };
  if (isUsualIdentity(source)) more |= SOURCE_IDENTITY;
  else if (source.identity !== undefined) rest = { ...rest, sourceIdentity: source.identity };
  if (isUsualIdentity(destination)) more |= DESTINATION_IDENTITY;
  else if (destination.identity !== undefined) rest = { ...rest, destinationIdentity: destination.identity };
  return assemble(flags, more, scratch.subarray(0, at), name, rest);
}

/** Whether it is one as it is written here, which its bytes tell; then they are in `scratch`. */
function packHash(at: number, hash: string): boolean {
  return (
    hash.length === 2 * HASH_BYTES &&
    scratch.write(hash, at, HASH_BYTES, 'hex') === HASH_BYTES &&
    scratch.toString('hex', at, at + HASH_BYTES) === hash
  );
}

function isUsualIdentity({ token, identity }: SideState): boolean {
  return identity !== undefined && identity === identityText(token);
}

function assemble(flags: number, more: number, fixed: Buffer, name: Name, rest: Rest | undefined): Buffer {
  const tail = rest === undefined ? '' : JSON.stringify(rest);
  const length = HEAD_BYTES + fixed.length + name.length + (tail === '' ? 0 : Buffer.byteLength(tail));
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUInt32LE(length, 0);
  bytes[FLAGS_AT] = rest === undefined ? flags : flags | HAS_REST;
  bytes[MORE_FLAGS_AT] = more;
  bytes.writeUInt16LE(name.length, NAME_LENGTH_AT);
  fixed.copy(bytes, HEAD_BYTES);
  bytes.write(name, HEAD_BYTES + fixed.length, 'latin1');
  if (tail !== '') bytes.write(tail, HEAD_BYTES + fixed.length + name.length, 'utf8');
  return bytes;
}

function decodeContent(kind: 'file' | 'link', bytes: Buffer, start: number): ContentRow {
  const flags = bytes[start + FLAGS_AT]!;
  const more = bytes[start + MORE_FLAGS_AT]!;
  const rest = flags & HAS_REST ? readRest(bytes, start) : {};
  let at = start + SOURCE_TOKEN_AT;
  const packed = (flag: number): Token | undefined => {
    if ((flags & flag) === 0) return undefined;
    return tokenText(bytes, (at += TOKEN_BYTES) - TOKEN_BYTES);
  };
  const source = packed(SOURCE_PACKED) ?? rest.source;
  const destination = packed(DESTINATION_PACKED) ?? rest.destination;
  if (source === undefined || destination === undefined) throw new JournalDamaged('a row has no token');
  const usual = (flag: number, token: Token): string | undefined =>
    more & flag ? identityText(token) : undefined;
  return {
    kind,
    size: bytes.readDoubleLE(start + HEAD_BYTES),
    hash: flags & HAS_HASH ? bytes.toString('hex', at, at + HASH_BYTES) : rest.hash,
    source: {
      token: source,
      racy: (flags & SOURCE_RACY) !== 0,
      identity: usual(SOURCE_IDENTITY, source) ?? rest.sourceIdentity,
    },
    destination: {
      token: destination,
      racy: (flags & DESTINATION_RACY) !== 0,
      identity: usual(DESTINATION_IDENTITY, destination) ?? rest.destinationIdentity,
    },
  };
}

function readRest(bytes: Buffer, start: number): Rest {
  const from = start + nameAt(bytes[start + FLAGS_AT]!) + bytes.readUInt16LE(start + NAME_LENGTH_AT);
  try {
    return JSON.parse(bytes.toString('utf8', from, start + rowLength(bytes, start))) as Rest;
  } catch {
    throw new JournalDamaged('a row cannot be read');
  }
}

function mountFlags({ mountPoint }: DirectoryRow): number {
  if (mountPoint === undefined) return 0;
  return (
    MOUNT_POINT |
    (mountPoint.source ? MOUNT_ON_SOURCE : 0) |
    (mountPoint.destination ? MOUNT_ON_DESTINATION : 0)
  );
}

function decodeDirectory(bytes: Buffer, start: number): DirectoryRow {
  const more = bytes[start + MORE_FLAGS_AT]!;
  const { sourceIdentity, destinationIdentity, mode } =
    bytes[start + FLAGS_AT]! & HAS_REST ? readRest(bytes, start) : {};
  const identity = {
    ...(sourceIdentity !== undefined && { source: sourceIdentity }),
    ...(destinationIdentity !== undefined && { destination: destinationIdentity }),
  };
  const mountPoint = {
    source: (more & MOUNT_ON_SOURCE) !== 0,
    destination: (more & MOUNT_ON_DESTINATION) !== 0,
  };
  return {
    kind: 'directory',
    ...(more & MOUNT_POINT && { mountPoint }),
    ...(Object.keys(identity).length > 0 && { identity }),
    ...(mode !== undefined && { mode }),
  };
}
