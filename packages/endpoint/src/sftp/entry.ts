import type { Answer, ContentEntry, Entry, Name, Path, Token } from '@syncline/model';
import {
  joinPath,
  packServerToken,
  sameObservation,
  TOKEN_BYTES,
  tokenText,
  unknownEntry,
  US_PER_SECOND,
} from '@syncline/model';
import type { Listed } from '../remote/assemble.js';
import { staleTarget } from '../remote/errors.js';
import type { Attributes } from './decode.js';

const MS_PER_SECOND = 1_000;
/** The bits of `st_mode` that tell the kind of a file (POSIX, <sys/stat.h>). */
const KIND_BITS = 0o170000;
const KINDS: ReadonlyMap<number, 'file' | 'directory' | 'link'> = new Map([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'link'],
]);

/** Whether a change after that moment of the server could get the same time, in whole seconds (µs). */
export type IsRacy = (mtimeUs: number | undefined) => boolean;

/** What a server says of a name. */
export interface ListedFile extends Listed {
  readonly attributes: Attributes;
}

/** A file of which the size is not told, or too large to be told, is not listed as one: nothing can be done with it. */
export function listedOf(name: string, attributes: Attributes): ListedFile {
  const kind = kindOf(attributes);
  const usable = kind !== 'file' || typeof attributes.size === 'number';
  return { name, kind: usable ? (kind ?? 'special') : 'special', attributes };
}

export function kindOf({ mode = 0 }: Attributes): 'file' | 'directory' | 'link' | undefined {
  return KINDS.get(mode & KIND_BITS);
}

export function isDirectory(attributes: Attributes): boolean {
  return kindOf(attributes) === 'directory';
}

/** As an entry, with the name that it has in `directory`. */
export function toEntry(directory: Path, { name: bytes, attributes }: ListedFile, isRacy: IsRacy): Entry {
  const name = bytes as Name;
  const path = joinPath(directory, name);
  switch (kindOf(attributes)) {
    case 'directory':
      return { kind: 'directory', name };
    case 'link':
      return unknownEntry(
        path,
        name,
        'link',
        'A symbolic link on the server; links are not followed over SFTP',
      );
    case 'file':
      return fileEntry(path, name, attributes, isRacy);
    case undefined:
      return unknownEntry(path, name, 'special', 'Neither a file nor a directory on the server');
  }
}

function fileEntry(path: Path, name: Name, attributes: Attributes, isRacy: IsRacy): Entry {
  const { modified, size } = attributes;
  if (typeof size !== 'number') {
    const why =
      size === 'beyond'
        ? 'The server says that it has 2⁵³ bytes or more, which is beyond what can be handled'
        : 'The server does not say how long it is';
    return unknownEntry(path, name, 'unreadable', why);
  }
  const mtime = modified === undefined ? undefined : modified * US_PER_SECOND;
  const racy = isRacy(mtime);
  return { kind: 'file', name, size, mtime, token: tokenOf(size, modified), identity: undefined, racy };
}

/** Size and time are all that the protocol tells of a version; the time in whole seconds. */
function tokenOf(size: number, modified: number | undefined): Token {
  if (modified === undefined) return `${size};`;
  const bytes = Buffer.alloc(TOKEN_BYTES);
  packServerToken(bytes, 0, { size, mtimeMs: modified * MS_PER_SECOND, unique: '' });
  return tokenText(bytes, 0);
}

/** Writes the token of a listed file into `bytes`, which are zero there. False where its time is not told. */
export function packListed(bytes: Buffer, at: number, { attributes }: ListedFile): boolean {
  const { modified, size } = attributes;
  if (modified === undefined || typeof size !== 'number') return false;
  packServerToken(bytes, at, { size, mtimeMs: modified * MS_PER_SECOND, unique: '' });
  return true;
}

/** Whether a path is still what the plan saw: nothing (undefined), or a file. */
export function isStill(expected: ContentEntry | undefined, found: Answer): boolean {
  return expected === undefined ? found.kind === 'absent' : sameObservation(expected, found);
}

/** Throws `stale` where it is not. */
export function checkTarget(expected: ContentEntry | undefined, found: Answer, path: Path): void {
  if (!isStill(expected, found)) throw staleTarget(expected, found, path);
}
