import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Name, Path, Side } from '@syncline/model';
import { nameOf, parentOf, ROOT } from '@syncline/model';
import { lookOrProblem } from '@syncline/scanner';
import type { Journal } from '@syncline/state';
import { stands } from './bookkeeping.js';
import type { Run } from './run.js';

/** Begins the keys of notes about names that a side would not list. */
const HIDDEN_NAME = 'name\0';

/**
 * A side that hides names which start with a dot shows those that a run gives no more than others (S35): neither the journal nor
 * the other side has them yet, and if the run is killed now nobody ever asks for them. So what a run makes under a name
 * of its own is noted before, and asked for by name at the next runs; and so is what the other side has no more for a while, since
 * a version of it is renamed or another kind removed there to make room.
 */
export async function noteHiddenName(
  { journal, sides }: Pick<Run, 'journal' | 'sides'>,
  side: Side,
  path: Path,
): Promise<void> {
  if (sides[side].traits.hidesDotNames) await note(hiddenPartsOf(path), journal);
}

/** A path itself and the folders above it, as far as such a side would hide them; the deepest first. */
export function hiddenPartsOf(path: Path): readonly Path[] {
  const hidden: Path[] = [];
  for (let each = path; each !== ROOT; each = parentOf(each)) if (isDotName(each)) hidden.push(each);
  return hidden;
}

/** Before a run gives a name to what it makes: until that is in the journal the other side may lose it. */
export async function noteNewName(
  { journal, sides }: Pick<Run, 'journal' | 'sides'>,
  side: Side,
  path: Path,
): Promise<void> {
  if (sides[side].traits.hidesDotNames && isDotName(path)) await note([path], journal);
}

/** The names that were noted, by the directory that they are in. */
export async function notedNames({
  journal,
  sides,
}: Pick<Run, 'journal' | 'sides'>): Promise<Map<Path, Name[]>> {
  return hidesNames(sides) ? byDirectory(await notedPaths(journal)) : new Map();
}

/** The names of paths, by the directory that they are in. */
export function byDirectory(paths: readonly Path[]): Map<Path, Name[]> {
  const found = new Map<Path, Name[]>();
  for (const path of paths) {
    const names = found.get(parentOf(path));
    if (names === undefined) found.set(parentOf(path), [nameOf(path)]);
    else names.push(nameOf(path));
  }
  return found;
}

/**
 * Lets go of the names that are known without a note by now, or stand for nothing. That a server hides none may have shown
 * only after some were noted.
 */
export async function forgetHiddenNames({ journal, sides, signal }: Run): Promise<void> {
  const settled: Path[] = [];
  for (const path of await notedPaths(journal)) {
    const stays = journal.get(path) === undefined && (await standsHidden(path, sides, signal));
    if (!stays) settled.push(path);
  }
  if (settled.length > 0) await journal.commit([], { clearNotes: settled.map(keyOf) });
}

/** Whether a name that no listing shows is in use on a side. */
export async function isInHiddenUse(path: Path, { sides, signal }: Run): Promise<boolean> {
  if (!isDotName(path)) return false;
  for (const side of hidingSides(sides)) if (await stands(side, path, signal)) return true;
  return false;
}

/** Whether anything may stand at a path of a side that would not list it. */
async function standsHidden(path: Path, sides: Run['sides'], signal: AbortSignal): Promise<boolean> {
  for (const side of hidingSides(sides)) if (await mayStand(side, path, signal)) return true;
  return false;
}

/** Whether anything may stand at a path; nothing does below what is gone. */
async function mayStand(side: ReadableEndpoint, path: Path, signal: AbortSignal): Promise<boolean> {
  if (path === ROOT) return true;
  const { kind } = await lookOrProblem(side, path, signal);
  return kind === 'unknown' ? mayStand(side, parentOf(path), signal) : kind !== 'absent';
}

/** Whether anything has to be noted at all. */
export function hidesNames({ source, destination }: Run['sides']): boolean {
  return source.traits.hidesDotNames || destination.traits.hidesDotNames;
}

function hidingSides({ source, destination }: Run['sides']): readonly ReadableEndpoint[] {
  return [source, destination].filter(({ traits }) => traits.hidesDotNames);
}

export function isDotName(path: Path): boolean {
  return nameOf(path).startsWith('.');
}

function keyOf(path: Path): string {
  return `${HIDDEN_NAME}${path}`;
}

async function note(paths: readonly Path[], journal: Journal): Promise<void> {
  if (paths.length > 0) await journal.putNotes(paths.map((path) => ({ key: keyOf(path), value: true })));
}

async function notedPaths(journal: Journal): Promise<readonly Path[]> {
  return (await journal.listNotes(HIDDEN_NAME)).map(({ key }) => key.slice(HIDDEN_NAME.length) as Path);
}
