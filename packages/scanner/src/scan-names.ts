import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Name, Path } from '@syncline/model';
import { compareBytes, isReservedName, joinPath } from '@syncline/model';
import type { ScannedListing, Selection } from './scan.js';
import { lookOrProblem, mayTakePart, scan, takesPart } from './scan.js';

/** Names that a server is asked for one by one; with more, listing their directory is cheaper. */
const MAX_ASKED = 100;

/**
 * Some names of one directory, as `scan` shows them: what is not among the entries is absent. They are asked for one by one where
 * the side's answers are as good as its listings and that is cheaper; the directory itself must be there.
 */
export async function scanNames(
  endpoint: ReadableEndpoint,
  directory: Path,
  names: ReadonlySet<Name>,
  selection: Selection,
  signal: AbortSignal,
): Promise<ScannedListing> {
  const { local, tokens } = endpoint.traits;
  if (tokens === 'any' && (local || names.size <= MAX_ASKED))
    return askFor(endpoint, directory, names, selection, signal);
  const listing = await scan(endpoint, directory, selection, [...names], signal);
  const entries = listing.entries.filter(({ name }) => names.has(name));
  return { ...listing, entries, columns: undefined };
}

async function askFor(
  endpoint: ReadableEndpoint,
  directory: Path,
  names: ReadonlySet<Name>,
  selection: Selection,
  signal: AbortSignal,
): Promise<ScannedListing> {
  const leftOut = new Set<Name>();
  const asked = [...names].filter((name) => {
    const mayBe = !isReservedName(name) && mayTakePart(joinPath(directory, name), selection);
    if (!mayBe) leftOut.add(name);
    return mayBe;
  });
  const answers = await Promise.all(
    asked.sort(compareBytes).map((name) => lookOrProblem(endpoint, joinPath(directory, name), signal)),
  );
  const entries = answers.filter((answer) => answer.kind !== 'absent');
  const taking = entries.filter((entry) => takesPart(entry, directory, selection));
  for (const { name } of entries.filter((entry) => !taking.includes(entry))) leftOut.add(name);
  return { path: directory, entries: taking, complete: true, reserved: [], leftOut };
}
