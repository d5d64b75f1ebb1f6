import { packedParts, packToken, TOKEN_BYTES, US_PER_MS, type Name } from '@syncline/model';

import { WHOLE_CONTENT_BYTES } from '../content.js';
import type { FileCalls } from './file-calls.js';
import type { FileStatus } from './file-status.js';
import type { Directories, Handle } from './handles.js';
import { isRegular, statName, tokenParts } from './observation.js';

/** What new files are made of: the i-th of them of the i-th original. */
export interface Originals {
  /** The content of one that is the expected version, valid until the next is read; undefined: it is not. */
  read(index: number): Buffer | undefined;
  /** µs since the epoch; undefined: it is not known. */
  mtime(index: number): number | undefined;
  /** Whether what was read still is what stands under its name, as far as this can change unseen. */
  isInPlace(index: number): boolean;
  /** Whether the directory that they are in is where it was. */
  stand(): boolean;
}

/** Originals in a directory of this machine, by the tokens that they are expected to have. */
export interface OriginalsInPlace {
  readonly tokens: Uint8Array<ArrayBuffer>;
}

/** Originals that were read, and proven to be what was expected, already. */
export interface OriginalsInHand {
  readonly contents: Uint8Array<ArrayBuffer>;
  /** Where each content begins, in bytes. */
  readonly begins: readonly number[];
  readonly sizes: readonly number[];
  /** µs since the epoch. */
  readonly mtimes: readonly (number | undefined)[];
}

/** Each is looked at before and after it is read. */
export function originalsInPlace(
  { tokens }: OriginalsInPlace,
  names: readonly Name[],
  from: Handle,
  directories: Directories,
  calls: FileCalls,
): Originals {
  const expected = Buffer.from(tokens.buffer, tokens.byteOffset, tokens.length);
  const isExpected = (index: number, stats: FileStatus): boolean => {
    packToken(scratch, 0, tokenParts(from.facts, stats));
    const begin = index * TOKEN_BYTES;
    return isRegular(stats) && scratch.compare(expected, begin, begin + TOKEN_BYTES) === 0;
  };
  return {
    read: (index) => {
      const { size } = packedParts(expected, index * TOKEN_BYTES);
      if (size > WHOLE_CONTENT_BYTES) return undefined;
      const file = calls.openToRead(from, names[index]!);
      try {
        const bytes = content.subarray(0, size);
        if (!isExpected(index, calls.look(file)) || !calls.read(file, bytes)) return undefined;
        return isExpected(index, calls.look(file)) ? bytes : undefined;
      } finally {
        calls.close(file);
      }
    },
    mtime: (index) => Math.round(packedParts(expected, index * TOKEN_BYTES).mtimeMs * US_PER_MS),
    isInPlace: (index) => {
      // Elsewhere one that was renamed or replaced since shows by its change time, by which it was told apart.
      if (from.facts.stableInodes) return true;
      const stats = statName(from, names[index]!);
      return stats !== undefined && isExpected(index, stats);
    },
    stand: () => directories.stands(from),
  };
}

/** What is read of a file lies here until it is written. */
const content = Buffer.allocUnsafeSlow(WHOLE_CONTENT_BYTES);

const scratch = Buffer.alloc(TOKEN_BYTES);

export function originalsInHand({ contents, begins, sizes, mtimes }: OriginalsInHand): Originals {
  const bytes = Buffer.from(contents.buffer, contents.byteOffset, contents.length);
  return {
    read: (index) => bytes.subarray(begins[index], begins[index]! + sizes[index]!),
    mtime: (index) => mtimes[index],
    isInPlace: () => true,
    stand: () => true,
  };
}
