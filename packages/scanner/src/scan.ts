import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Entry, Listing, Name, Path } from '@syncline/model';
import { isSynclineError, joinPath, messageOf, sortEntries } from '@syncline/model';
import type { Ignore } from './ignore.js';

/** Which entries of a side take part in an item. */
export interface Selection {
  readonly ignore: Ignore;
  readonly recursive: boolean;
  /** Whether this path is left out on this side for a reason of its own (a state directory inside the root). */
  readonly leftOut: (path: Path) => boolean;
}

/** A listing of the entries that take part. */
export interface ScannedListing extends Listing {
  /** Something that does not take part is in the directory, which therefore can't be removed. */
  readonly keptAlive: boolean;
}

/**
 * Lists one directory of a side and leaves out what does not take part. `expected` are names that the journal or the
 * other side has; they are asked for by name where the side hides names that start with a dot (S35). A directory that
 * can't be listed gives a listing that is not complete; only a lost side throws.
 */
export async function scan(
  endpoint: ReadableEndpoint,
  directory: Path,
  selection: Selection,
  expected: readonly Name[],
  signal: AbortSignal,
): Promise<ScannedListing> {
  const listing = await listOrProblem(endpoint, directory, signal);
  const hidden = endpoint.traits.hidesDotNames ? await reveal(endpoint, listing, expected, signal) : [];
  const all = hidden.length === 0 ? listing.entries : sortEntries([...listing.entries, ...hidden]);
  const entries = all.filter((entry) => takesPart(entry, directory, selection));
  return { ...listing, entries, keptAlive: entries.length < all.length };
}

async function listOrProblem(endpoint: ReadableEndpoint, directory: Path, signal: AbortSignal): Promise<Listing> {
  try {
    return await endpoint.list(directory, signal);
  } catch (error) {
    if (isSynclineError(error) && error.scope !== 'path') throw error;
    return { path: directory, entries: [], complete: false, incompleteBecause: messageOf(error), temps: [] };
  }
}

/** Entries that start with a dot, which the side keeps out of its listings but knows by name. */
async function reveal(
  endpoint: ReadableEndpoint,
  listing: Listing,
  expected: readonly Name[],
  signal: AbortSignal,
): Promise<Entry[]> {
  const listed = new Set(listing.entries.map((entry) => entry.name));
  const asked = expected.filter((name) => name.startsWith('.') && !listed.has(name));
  const answers = await Promise.all(asked.map((name) => endpoint.look(joinPath(listing.path, name), signal)));
  return answers.filter((answer) => answer.kind !== 'absent');
}

function takesPart(entry: Entry, directory: Path, selection: Selection): boolean {
  if (!selection.recursive && entry.kind === 'directory') return false;
  const path = joinPath(directory, entry.name);
  return !selection.ignore(path) && !selection.leftOut(path);
}
