import type { ContentRow, DirectoryRow, Row, SideState } from '@syncline/model';
import { JournalDamaged } from './errors.js';

/**
 * A row as text: one letter for the kind, one character for the flags, then fields behind separators. Equal rows
 * have equal texts, whatever the order of their properties, so that a row's seal can be computed anew from the row.
 */
const SEPARATOR = '\x1f';
const ESCAPE = '\x1e';
// eslint-disable-next-line no-control-regex
const TO_ESCAPE = /[\x1e\x1f\ud800-\udfff]/g;
// eslint-disable-next-line no-control-regex
const ESCAPED = /\x1e([0-9a-f]{4})/g;

const SOURCE_RACY = 1;
const DESTINATION_RACY = 2;
const HAS_HASH = 4;
const HAS_SOURCE_IDENTITY = 8;
const HAS_DESTINATION_IDENTITY = 16;

const MOUNT_POINT = 1;
const MOUNT_ON_SOURCE = 2;
const MOUNT_ON_DESTINATION = 4;
const DIRECTORY_HAS_SOURCE_IDENTITY = 8;
const DIRECTORY_HAS_DESTINATION_IDENTITY = 16;

/** The flags stand in one printable character, from `0` on. */
const FLAG_BASE = 0x30;

/** The body of a row; `decodeRow` gives the row back. */
export function encodeRow(row: Row): string {
  return row.kind === 'directory' ? encodeDirectory(row) : encodeContent(row);
}

/** The row of a body that `encodeRow` made. Throws `JournalDamaged` for any other text that is found out. */
export function decodeRow(body: string): Row {
  const kind = body[0];
  if (kind === 'f') return decodeContent('file', body);
  if (kind === 'l') return decodeContent('link', body);
  if (kind === 'd') return decodeDirectory(body);
  throw new JournalDamaged('a row is of no known kind');
}

function encodeContent(row: ContentRow): string {
  const { source, destination } = row;
  let flags = (source.racy ? SOURCE_RACY : 0) | (destination.racy ? DESTINATION_RACY : 0);
  let body = row.size + SEPARATOR + escape(source.token) + SEPARATOR + escape(destination.token);
  if (row.hash !== undefined) {
    flags |= HAS_HASH;
    body += SEPARATOR + escape(row.hash);
  }
  if (source.identity !== undefined) {
    flags |= HAS_SOURCE_IDENTITY;
    body += SEPARATOR + escape(source.identity);
  }
  if (destination.identity !== undefined) {
    flags |= HAS_DESTINATION_IDENTITY;
    body += SEPARATOR + escape(destination.identity);
  }
  return (row.kind === 'file' ? 'f' : 'l') + flagCharacter(flags) + body;
}

function decodeContent(kind: 'file' | 'link', body: string): ContentRow {
  const flags = body.charCodeAt(1) - FLAG_BASE;
  const fields = body.slice(2).split(SEPARATOR);
  if (body.includes(ESCAPE)) for (const [at, field] of fields.entries()) fields[at] = unescape(field);
  let at = 3;
  const hash = flags & HAS_HASH ? fields[at++] : undefined;
  const sourceIdentity = flags & HAS_SOURCE_IDENTITY ? fields[at++] : undefined;
  const destinationIdentity = flags & HAS_DESTINATION_IDENTITY ? fields[at++] : undefined;
  if (fields.length !== at) throw new JournalDamaged('a row has too few or too many fields');
  return {
    kind,
    size: Number(fields[0]),
    hash,
    source: sideState(fields[1]!, (flags & SOURCE_RACY) !== 0, sourceIdentity),
    destination: sideState(fields[2]!, (flags & DESTINATION_RACY) !== 0, destinationIdentity),
  };
}

function sideState(token: string, racy: boolean, identity: string | undefined): SideState {
  return { token, racy, identity };
}

function mountFlags({ mountPoint }: DirectoryRow): number {
  if (mountPoint === undefined) return 0;
  return (
    MOUNT_POINT |
    (mountPoint.source ? MOUNT_ON_SOURCE : 0) |
    (mountPoint.destination ? MOUNT_ON_DESTINATION : 0)
  );
}

function encodeDirectory(row: DirectoryRow): string {
  const { source, destination } = row.identity ?? {};
  const flags =
    mountFlags(row) |
    (source === undefined ? 0 : DIRECTORY_HAS_SOURCE_IDENTITY) |
    (destination === undefined ? 0 : DIRECTORY_HAS_DESTINATION_IDENTITY);
  const identities = [source, destination].filter((identity) => identity !== undefined).map(escape);
  return `d${flagCharacter(flags)}${identities.join(SEPARATOR)}`;
}

function decodeDirectory(body: string): DirectoryRow {
  const flags = body.charCodeAt(1) - FLAG_BASE;
  const fields = body.length === 2 ? [] : body.slice(2).split(SEPARATOR).map(unescape);
  let at = 0;
  const source = flags & DIRECTORY_HAS_SOURCE_IDENTITY ? fields[at++] : undefined;
  const destination = flags & DIRECTORY_HAS_DESTINATION_IDENTITY ? fields[at++] : undefined;
  if (fields.length !== at) throw new JournalDamaged('a row has too few or too many fields');
  const identity = {
    ...(source !== undefined && { source }),
    ...(destination !== undefined && { destination }),
  };
  const mountPoint = {
    source: (flags & MOUNT_ON_SOURCE) !== 0,
    destination: (flags & MOUNT_ON_DESTINATION) !== 0,
  };
  return {
    kind: 'directory',
    ...(flags & MOUNT_POINT && { mountPoint }),
    ...(Object.keys(identity).length > 0 && { identity }),
  };
}

function flagCharacter(flags: number): string {
  return String.fromCharCode(FLAG_BASE + flags);
}

/** Separators, and surrogates: a lone one would not survive UTF-8. */
function escape(field: string): string {
  // Nearly no field has any, and a search is several times cheaper than a replacement of nothing.
  if (field.search(TO_ESCAPE) < 0) return field;
  return field.replace(TO_ESCAPE, (unit) => ESCAPE + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

function unescape(field: string): string {
  return field.replace(ESCAPED, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
