import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Answer, Entry, FileSum, Listing, Name, Path } from '@syncline/model';
import { isSynclineError, joinPath, messageOf, nameOf, sortEntries, unknownEntry } from '@syncline/model';
import type { Ignore } from './ignore.js';
import { NOTHING_IGNORED } from './ignore.js';

/** Which entries of a side take part in an item. */
export interface Selection {
  readonly ignore: Ignore;
  readonly recursive: boolean;
  /** Whether this path is left out on this side for a reason of its own (a state directory inside the root). */
  readonly leftOut: (path: Path) => boolean;
}

/** Of a side from which nothing is left out. */
export const NOTHING_LEFT_OUT: Selection['leftOut'] = () => false;

/** A listing of the entries that take part. */
export interface ScannedListing extends Omit<Listing, 'knownFiles'> {
  /** Names that do not take part though they are there: the directory can't be removed. */
  readonly leftOut: ReadonlySet<Name>;
  /** Names that it does not show and that are proven not to be there, where it is not complete. */
  readonly notThere?: ReadonlySet<Name> | undefined;
  /** As in a `Listing`, but all of these files take part. */
  readonly knownFiles?: { readonly count: number; whole(): Promise<ScannedListing> } | undefined;
}

/**
 * Lists one directory of a side and leaves out what does not take part. `expected` are names that the journal or the
 * other side has; they are asked for by name where the side hides names that start with a dot (S35), unless nothing of the
 * directory can be listed. One that can't be listed gives a listing that is not complete; only a lost side throws. `known`: what
 * the files come to that the caller knows, all of which take part.
 */
export async function scan(
  endpoint: ReadableEndpoint,
  directory: Path,
  selection: Selection,
  expected: readonly Name[],
  signal: AbortSignal,
  known?: FileSum,
): Promise<ScannedListing> {
  const select = (listing: Listing): Promise<ScannedListing> =>
    selected(endpoint, listing, selection, expected, signal);
  const listing = await listOrProblem(directory, () => endpoint.list(directory, signal, known));
  const scanned = await select(listing);
  if (listing.knownFiles === undefined) return scanned;
  const { count, whole } = listing.knownFiles;
  const wholeAgain = async (): Promise<ScannedListing> =>
    select(await listOrProblem(directory, () => whole(signal)));
  return Object.assign(scanned, { knownFiles: { count, whole: wholeAgain } });
}

async function selected(
  endpoint: ReadableEndpoint,
  listing: Listing,
  selection: Selection,
  expected: readonly Name[],
  signal: AbortSignal,
): Promise<ScannedListing> {
  const directory = listing.path;
  if (!endpoint.traits.hidesDotNames && isWhole(listing, selection)) return wholly(listing);
  const wanted = (name: Name): boolean => mayTakePart(joinPath(directory, name), selection);
  const hidden =
    endpoint.traits.hidesDotNames && !isBlind(listing)
      ? await reveal(endpoint, listing, expected.filter(wanted), signal)
      : [];
  const all = hidden.length === 0 ? listing.entries : sortEntries([...listing.entries, ...hidden]);
  const leftOut = new Set<Name>();
  const entries = all.filter((entry) => {
    if (takesPart(entry, directory, selection)) return true;
    leftOut.add(entry.name);
    return false;
  });
  const { columns: _columns, knownFiles: _knownFiles, ...given } = listing;
  return { ...given, entries, leftOut };
}

/** Nothing is known of what is in such a directory, and names that answer nevertheless must not make it look otherwise. */
function isBlind({ complete, entries }: Listing): boolean {
  return !complete && entries.length === 0;
}

/** Whether everything in a listing that has columns takes part, told by the names alone. */
function isWhole({ path, columns }: Listing, selection: Selection): boolean {
  if (columns === undefined || !selection.recursive) return false;
  if (selection.ignore === NOTHING_IGNORED && selection.leftOut === NOTHING_LEFT_OUT) return true;
  return columns.names.every((name) => mayTakePart(joinPath(path, name), selection));
}

/** The listing itself, whose entries need not exist yet. */
function wholly(listing: Listing): ScannedListing {
  const { path, complete, incompleteBecause, reserved, columns } = listing;
  return {
    path,
    complete,
    incompleteBecause,
    reserved,
    columns,
    leftOut: new Set(),
    get entries() {
      return listing.entries;
    },
  };
}

async function listOrProblem(directory: Path, list: () => Promise<Listing>): Promise<Listing> {
  try {
    return await list();
  } catch (error) {
    if (isSynclineError(error) && error.scope !== 'path') throw error;
    return {
      path: directory,
      entries: [],
      complete: false,
      incompleteBecause: messageOf(error),
      reserved: [],
    };
  }
}

/** What stands under those of the expected names that start with a dot and a listing does not show: a side may hide them, and knows them by name. */
export async function reveal(
  endpoint: ReadableEndpoint,
  listing: Pick<Listing, 'path' | 'entries'>,
  expected: readonly Name[],
  signal: AbortSignal,
): Promise<Entry[]> {
  const listed = new Set(listing.entries.map((entry) => entry.name));
  const asked = new Set(expected.filter((name) => name.startsWith('.') && !listed.has(name)));
  const answers = await Promise.all(
    [...asked].map((name) => lookOrProblem(endpoint, joinPath(listing.path, name), signal)),
  );
  return answers.filter((answer) => answer.kind !== 'absent');
}

export async function lookOrProblem(
  endpoint: ReadableEndpoint,
  path: Path,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return await endpoint.look(path, signal);
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    return unknownEntry(path, nameOf(path), 'unreadable', error.message);
  }
}

export function takesPart(entry: Entry, directory: Path, selection: Selection): boolean {
  if (!selection.recursive && entry.kind === 'directory') return false;
  return mayTakePart(joinPath(directory, entry.name), selection);
}

export function mayTakePart(path: Path, selection: Selection): boolean {
  return !selection.ignore(path) && !selection.leftOut(path);
}
