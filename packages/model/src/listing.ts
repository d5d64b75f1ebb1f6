import type { Entry } from './entry.js';
import type { Name, Path } from './path.js';
import { compareBytes } from './path.js';

/**
 * One directory of one side, as it was seen once.
 * `entries` is sorted by `compareBytes` of the names, each name once, reserved names left out.
 * In a listing that is not complete (SPEC §2) a name that was not seen is ⊥, not absent.
 */
export interface Listing {
  readonly path: Path;
  readonly entries: readonly Entry[];
  readonly complete: boolean;
  /** Why it is not complete: one line. Set exactly then. */
  readonly incompleteBecause?: string | undefined;
  /** Reserved names that were seen, sorted: temp files, to be removed by their own item, and `.syncline`. */
  readonly reserved: readonly Name[];
  /** The entries once more, where the side has them so: to be compared without making an object of each. */
  readonly columns?: EntryColumns | undefined;
  /** Set where its files are those that the caller knew: then they are in none of the above. */
  readonly knownFiles?: KnownFiles | undefined;
}

/** The files of a directory that are as their `FileSum` said. */
export interface KnownFiles {
  readonly count: number;
  /** The listing with them. It may be made anew. */
  whole(signal?: AbortSignal): Promise<Listing>;
}

/** The entries of a listing, side by side: `names[i]`, `isFile(i)`, and the i-th token in `tokens` speak of one entry. */
export interface EntryColumns {
  readonly names: readonly Name[];
  /** Files and links. */
  readonly contentCount: number;
  isFile(index: number): boolean;
  /** `TOKEN_BYTES` for each entry, of use where it is a file or link. See `packed-token.ts`. */
  readonly tokens: Buffer;
  /** The entry itself, made when it is asked for. */
  entry(index: number): Entry;
}

/** Sorts in place, by the bytes of the names, and returns the same array. */
export function sortEntries(entries: Entry[]): Entry[] {
  return entries.sort((left, right) => compareBytes(left.name, right.name));
}

/** The names of all entries, without making an object of each where that can be. */
export function namesOf({ columns, entries }: Pick<Listing, 'columns' | 'entries'>): readonly Name[] {
  return columns?.names ?? entries.map((entry) => entry.name);
}

export function emptyListing(path: Path): Listing {
  return { path, entries: [], complete: true, reserved: [] };
}
