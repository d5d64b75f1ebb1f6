import type { Entry, EntryColumns, KnownFiles, Listing, Name } from '@syncline/model';
import {
  identityText,
  joinPath,
  packedParts,
  TOKEN_BYTES,
  tokenText,
  unknownEntry,
  US_PER_MS,
} from '@syncline/model';

import { directoryIdentityText } from './observation.js';
import {
  DIRECTORY_MARK,
  FILE_MARK,
  KIND_BITS,
  LINK_MARK,
  MODE_BIT,
  MOUNT_BIT,
  RACY_BIT,
  STABLE_BIT,
  type PackedListing,
} from './packed-listing.js';

/** A listing whose entries become objects only when they are asked for. `knownFiles`: those that were left out of it. */
export function columnListing(packed: PackedListing, knownFiles?: KnownFiles): Listing {
  const columns = new Columns(packed);
  let entries: readonly Entry[] | undefined;
  return {
    path: packed.path,
    get entries() {
      return (entries ??= columns.names.map((_name, index) => columns.entry(index)));
    },
    complete: true,
    reserved: packed.reserved,
    columns,
    ...(knownFiles !== undefined && { knownFiles }),
  };
}

class Columns implements EntryColumns {
  readonly names: readonly Name[];
  readonly tokens: Buffer;
  readonly #packed: PackedListing;

  constructor(packed: PackedListing) {
    this.names = packed.names === '' ? [] : (packed.names.split('\0') as Name[]);
    this.tokens = Buffer.from(packed.tokens.buffer, packed.tokens.byteOffset, packed.tokens.length);
    this.#packed = packed;
  }

  get contentCount(): number {
    let count = 0;
    for (const mark of this.#packed.marks) count += isContent(mark) ? 1 : 0;
    return count;
  }

  isFile(index: number): boolean {
    return (this.#packed.marks[index]! & KIND_BITS) === FILE_MARK;
  }

  entry(index: number): Entry {
    const name = this.names[index]!;
    const mark = this.#packed.marks[index]!;
    switch (mark & KIND_BITS) {
      case FILE_MARK:
        return this.#file(index, name, mark);
      case LINK_MARK:
        return this.#link(index, name, mark);
      case DIRECTORY_MARK:
        return this.#directory(index, name, mark);
      default: {
        const { code, message } = this.#packed.problems.get(index)!;
        return unknownEntry(joinPath(this.#packed.path, name), name, code, message);
      }
    }
  }

  #file(index: number, name: Name, mark: number): Entry {
    const { size, mtimeMs } = packedParts(this.tokens, index * TOKEN_BYTES);
    const mtime = Math.round(mtimeMs * US_PER_MS);
    return { kind: 'file', name, size, ...this.#version(index, mark), mtime, mode: this.#mode(index, mark) };
  }

  #link(index: number, name: Name, mark: number): Entry {
    const target = this.#packed.targets.get(index)!;
    return { kind: 'link', name, size: target.length, ...this.#version(index, mark), target };
  }

  #directory(index: number, name: Name, mark: number): Entry {
    const mode = this.#mode(index, mark);
    const identity = this.#isLasting(index, mark)
      ? directoryIdentityText(tokenText(this.tokens, index * TOKEN_BYTES))
      : undefined;
    return mark & MOUNT_BIT
      ? { kind: 'directory', name, mode, identity, mountPoint: true }
      : { kind: 'directory', name, mode, identity };
  }

  /** Without a birth time a freed inode number that is used again could not be told from what had it. */
  #isLasting(index: number, mark: number): boolean {
    return (mark & STABLE_BIT) !== 0 && packedParts(this.tokens, index * TOKEN_BYTES).birthMs > 0;
  }

  #version(
    index: number,
    mark: number,
  ): Pick<Extract<Entry, { kind: 'file' }>, 'token' | 'identity' | 'racy'> {
    const token = tokenText(this.tokens, index * TOKEN_BYTES);
    return {
      token,
      identity: this.#isLasting(index, mark) ? identityText(token) : undefined,
      racy: (mark & RACY_BIT) !== 0,
    };
  }

  #mode(index: number, mark: number): number | undefined {
    return mark & MODE_BIT ? this.#packed.modes[index] : undefined;
  }
}

function isContent(mark: number): boolean {
  const kind = mark & KIND_BITS;
  return kind === FILE_MARK || kind === LINK_MARK;
}
