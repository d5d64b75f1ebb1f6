import type {
  ContentRow,
  DirectoryEntry,
  Entry,
  FileEntry,
  LinkEntry,
  Listing,
  Name,
  Token,
} from '@syncline/model';
import { packToken, pathFromText, ROOT, TOKEN_BYTES, tokenText, unknownEntry } from '@syncline/model';
import type { Decision } from '../src/decision.js';
import type { Pairing } from '../src/pairing.js';
import type { Policy, SideAbilities } from '../src/policy.js';

export const name = pathFromText('x');

/** Two moments far from each other, µs. */
export const noon = Date.UTC(2024, 5, 1, 12) * 1_000;
export const nextDay = noon + 24 * 3_600_000_000;

export function file(changes: Partial<FileEntry> = {}): FileEntry {
  return { kind: 'file', name, size: 10, mtime: noon, token: 't1', racy: false, ...changes };
}

/** The token of a file in a directory: of the time `mtimeMs`, whose status (such as its mode) changed at `changeMs`. */
export function tokenOf(mtimeMs: number, changeMs: number): Token {
  const bytes = Buffer.alloc(TOKEN_BYTES);
  packToken(bytes, 0, { size: 10, mtimeMs, inode: 5, birthMs: 1, changeMs });
  return tokenText(bytes, 0);
}

export function link(changes: Partial<LinkEntry> = {}): LinkEntry {
  return { kind: 'link', name, size: 1, target: 'y', token: 't1', racy: false, ...changes };
}

export function directory(changes: Partial<DirectoryEntry> = {}): DirectoryEntry {
  return { kind: 'directory', name, ...changes };
}

export const unknown = unknownEntry(name, name, 'special', 'a socket');

/** What the journal has of a file or link of which both sides still show the token `t1`. */
export function row(changes: Partial<ContentRow> = {}): ContentRow {
  const untouched = { token: 't1', racy: false };
  return { kind: 'file', size: 10, source: untouched, destination: untouched, ...changes };
}

export function pairing(changes: Partial<Pairing>): Pairing {
  return { name, row: undefined, source: 'absent', destination: 'absent', complete: true, ...changes };
}

export const local: SideAbilities = { local: true, timePrecisionUs: 1, setsTimes: true, links: true };
export const server: SideAbilities = {
  local: false,
  timePrecisionUs: 1_000_000,
  setsTimes: true,
  links: false,
};

export function policy(changes: Partial<Policy> = {}): Policy {
  return {
    mode: 'clone',
    compare: 'size+mtime',
    source: local,
    destination: local,
    racesOver: false,
    ...changes,
  };
}

/** A decision in a few words, as the tables of the tests write it. */
export function inWords(decision: Decision): string {
  switch (decision.do) {
    case 'apply':
      return `${decision.operation.op} ${decision.operation.reason}`;
    case 'make':
      return `mkdir ${decision.operation.reason}`;
    case 'hash':
      return ['hash', ...Object.keys(decision.read)].join(' ');
    default:
      return decision.do;
  }
}

export function listing(names: readonly string[], complete = true): Listing {
  const entries = names.map((text): Entry => file({ name: pathFromText(text) }));
  return { path: ROOT, entries, complete, reserved: [] };
}

export function named(text: string): { readonly name: Name; readonly row: ContentRow } {
  return { name: pathFromText(text), row: row() };
}
