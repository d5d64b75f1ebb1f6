import type { NamedRow } from '@syncline/differ';
import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Name, Path, Side } from '@syncline/model';
import { compareBytes, emptyListing, hasContent, joinPath, namesOf } from '@syncline/model';
import type { ScannedListing } from '@syncline/scanner';
import { lookOrProblem, scan, scanNames } from '@syncline/scanner';
import type { FileSums } from '@syncline/state';
import { hidesNames } from './hidden-names.js';
import type { Place } from './place.js';
import type { Run } from './run.js';
import { otherSpelling } from './spelling.js';
import type { KnownRows } from './unsettled.js';
import { asKnown, knownRows } from './unsettled.js';

/** What both sides show of one directory. */
export type BothListings = Readonly<Record<Side, ScannedListing>>;

/**
 * Lists a directory on both sides, each only where there can be something. A side that hides dot names is asked by name for
 * those that the journal and the other side have, and for those that runs noted. `sums`: where the files of both sides still come to
 * these, both listings are without them; otherwise neither is.
 */
export async function lookAt(
  place: Place,
  known: readonly Name[],
  run: Run,
  sums?: FileSums,
): Promise<BothListings> {
  if (place.scope !== undefined) return lookAtNames(place.path, place.scope.names, run);
  const look = async (side: Side, more: readonly Name[]): Promise<ScannedListing> =>
    place[side] === 'there'
      ? scan(
          run.sides[side],
          place.path,
          run.selection[side],
          more.length === 0 ? known : [...known, ...more],
          run.signal,
          sums?.[side],
        )
      : { ...emptyListing(place.path), knownFiles: undefined, leftOut: new Set() };
  if (hidesNames(run.sides)) return lookWhereHidden(place.path, look, run);
  const [source, destination] = await Promise.all([look('source', []), look('destination', [])]);
  const bothKnown = source.knownFiles !== undefined && destination.knownFiles !== undefined;
  return bothKnown ? alike({ source, destination }) : withFiles({ source, destination });
}

/** The side that hides names comes last, and is asked for those of the other one. */
async function lookWhereHidden(
  directory: Path,
  look: (side: Side, more: readonly Name[]) => Promise<ScannedListing>,
  run: Run,
): Promise<BothListings> {
  const noted = (await run.notedNames()).get(directory) ?? [];
  if (run.sides.source.traits.hidesDotNames) {
    const destination = await look('destination', noted);
    return alike({ source: await look('source', [...namesOf(destination), ...noted]), destination });
  }
  const source = await look('source', []);
  return alike({ source, destination: await look('destination', [...namesOf(source), ...noted]) });
}

/** The same listings with the files that were left out of them. */
export async function withFiles({ source, destination }: BothListings): Promise<BothListings> {
  const [left, right] = await Promise.all([
    source.knownFiles?.whole() ?? source,
    destination.knownFiles?.whole() ?? destination,
  ]);
  return alike({ source: left, destination: right });
}

/** Looks at some names of a directory that both sides have. */
async function lookAtNames(directory: Path, names: ReadonlySet<Name>, run: Run): Promise<BothListings> {
  const look = (side: Side): Promise<ScannedListing> =>
    scanNames(run.sides[side], directory, names, run.selection[side], run.signal);
  const [source, destination] = await Promise.all([look('source'), look('destination')]);
  return alike(await asListed(directory, { source, destination }, run));
}

/**
 * A side that does not tell upper from lower case answers for a name with what has another spelling. What is new to the journal
 * counts there only if it is listed as well. The watch of a side that is not written tells names as they are.
 */
async function asListed(directory: Path, answers: BothListings, run: Run): Promise<BothListings> {
  const listed = async (side: Side): Promise<ScannedListing> => {
    const answer = answers[side];
    if (!run.writable.includes(side)) return answer;
    const others = new Set(namesOf(answer).filter((name) => !isKnown(joinPath(directory, name), run)));
    if (others.size === 0 || !(await mayMistake(others, directory, run.sides[side], run))) return answer;
    const whole = await scan(run.sides[side], directory, run.selection[side], [...others], run.signal);
    if (!whole.complete) return answer;
    for (const name of namesOf(whole)) others.delete(name);
    const entries = answer.entries.filter(({ name }) => !others.has(name));
    return { ...answer, entries, columns: undefined };
  };
  const [source, destination] = await Promise.all([listed('source'), listed('destination')]);
  return { source, destination };
}

/**
 * Whether a side may take a name for another one. Also where its file system tells them apart, a directory can be one that does
 * not (ext4 and f2fs with `casefold`): it then answers for another spelling of a name as well.
 */
async function mayMistake(
  names: Iterable<Name>,
  directory: Path,
  side: ReadableEndpoint,
  { signal }: Pick<Run, 'signal'>,
): Promise<boolean> {
  if (!side.traits.exactNames) return true;
  for (const name of names) {
    const other = otherSpelling(name);
    if (other !== undefined)
      return (await lookOrProblem(side, joinPath(directory, other), signal)).kind !== 'absent';
  }
  return false;
}

function isKnown(path: Path, { journal }: Run): boolean {
  return journal.get(path) !== undefined;
}

/** The rows that a look at a place is compared with. */
export async function rowsAt({ path, scope }: Place, { journal }: Run): Promise<KnownRows> {
  if (scope === undefined) return knownRows(journal, path);
  const rows: NamedRow[] = [];
  for (const name of [...scope.names].sort(compareBytes)) {
    const row = journal.get(joinPath(path, name));
    if (row !== undefined) rows.push({ name, row });
  }
  return asKnown(rows);
}

/** What does not take part on one side does not on the other either, whatever kind it has there. */
function alike({ source, destination }: BothListings): BothListings {
  const without = (listing: ScannedListing, { leftOut }: ScannedListing): ScannedListing => {
    const also = leftOut.size === 0 ? [] : listing.entries.filter(({ name }) => leftOut.has(name));
    if (also.length === 0) return listing;
    const entries = listing.entries.filter(({ name }) => !leftOut.has(name));
    const names = [...listing.leftOut, ...also.map(({ name }) => name)];
    return { ...listing, entries, columns: undefined, leftOut: new Set(names) };
  };
  return { source: without(source, destination), destination: without(destination, source) };
}

/** Names that are in use in a directory; one that is given out is in use from then on. */
export type TakenNames = Pick<Set<Name>, 'has' | 'add'>;

/** The names that are in use on either side, also by what does not take part; gathered when they are first asked for. */
export function namesIn({ source, destination }: BothListings): TakenNames {
  let names: Set<Name> | undefined;
  const gathered = (): Set<Name> =>
    (names ??= new Set(
      [source, destination].flatMap((listing) => [...namesOf(listing), ...listing.leftOut]),
    ));
  return {
    has: (name) => gathered().has(name),
    add: (name) => gathered().add(name),
  };
}

/** Counts what was seen, once per directory: for the summary and for the delete guard. */
export function countSeen({ source, destination }: BothListings, run: Run): void {
  run.tally.scan(countOf(source) + countOf(destination));
  run.tally.listed.source += contentCountOf(source);
  run.tally.listed.destination += contentCountOf(destination);
}

function countOf(listing: ScannedListing): number {
  return (listing.columns?.names ?? listing.entries).length + (listing.knownFiles?.count ?? 0);
}

/** Files and links. */
export function contentCountOf(listing: ScannedListing): number {
  const count = listing.columns?.contentCount ?? listing.entries.filter(hasContent).length;
  return count + (listing.knownFiles?.count ?? 0);
}
