import { TOKEN_BYTES, type FileSum } from '@syncline/model';

import { fileSumOf } from '../file-sum.js';
import { FILE_MARK, KIND_BITS, type PackedListing } from './packed-listing.js';

/** A listing without its files, if these come to `known`; undefined where they do not. */
export function withoutKnownFiles(listing: PackedListing, known: FileSum): PackedListing | undefined {
  const { marks } = listing;
  if (marks.every(isFile)) return sumOf(listing) === known ? pick(listing, []) : undefined;
  const [files, rest]: [number[], number[]] = [[], []];
  marks.forEach((mark, index) => (isFile(mark) ? files : rest).push(index));
  return sumOf(pick(listing, files)) === known ? pick(listing, rest) : undefined;
}

function isFile(mark: number): boolean {
  return (mark & KIND_BITS) === FILE_MARK;
}

function sumOf({ names, tokens }: Pick<PackedListing, 'names' | 'tokens'>): FileSum {
  return fileSumOf(names, tokens);
}

/** The entries with these numbers, which rise. */
function pick(listing: PackedListing, indexes: readonly number[]): PackedListing {
  const names = indexes.length === 0 ? [] : listing.names.split('\0');
  const tokens = new Uint8Array(indexes.length * TOKEN_BYTES);
  indexes.forEach((from, to) =>
    tokens.set(listing.tokens.subarray(from * TOKEN_BYTES, (from + 1) * TOKEN_BYTES), to * TOKEN_BYTES),
  );
  return {
    path: listing.path,
    names: indexes.map((index) => names[index]!).join('\0'),
    marks: Uint8Array.from(indexes, (index) => listing.marks[index]!),
    modes: Uint16Array.from(indexes, (index) => listing.modes[index]!),
    tokens,
    targets: moved(listing.targets, indexes),
    problems: moved(listing.problems, indexes),
    reserved: listing.reserved,
  };
}

function moved<T>(things: ReadonlyMap<number, T>, indexes: readonly number[]): ReadonlyMap<number, T> {
  if (things.size === 0) return things;
  return new Map(indexes.flatMap((from, to) => (things.has(from) ? [[to, things.get(from)!] as const] : [])));
}
