import type { ContentRow, DirectoryRow, Row, SideState } from '@syncline/model';
import { JournalDamaged } from './errors.js';

/** Rows as they were in format 1: one letter for the kind, one character for the flags, then fields behind separators. */
const SEPARATOR = '\x1f';
const ESCAPE = '\x1e';
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

/** The flags stand in one printable character, from `0` on. */
const FLAG_BASE = 0x30;

/** The row of a body of format 1. Throws `JournalDamaged` for any other text that is found out. */
export function decodeTextRow(body: string): Row {
  const kind = body[0];
  if (kind === 'f') return decodeContent('file', body);
  if (kind === 'l') return decodeContent('link', body);
  if (kind === 'd') return decodeDirectory(body);
  throw new JournalDamaged('a row is of no known kind');
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

function decodeDirectory(body: string): DirectoryRow {
  const flags = body.charCodeAt(1) - FLAG_BASE;
  if ((flags & MOUNT_POINT) === 0) return { kind: 'directory' };
  const mountPoint = {
    source: (flags & MOUNT_ON_SOURCE) !== 0,
    destination: (flags & MOUNT_ON_DESTINATION) !== 0,
  };
  return { kind: 'directory', mountPoint };
}

function unescape(field: string): string {
  return field.replace(ESCAPED, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
