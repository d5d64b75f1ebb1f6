import type { Name, Path, Side } from '@syncline/model';
import { joinPath, parentOf, ROOT } from '@syncline/model';
import type { Missing } from './missing.js';
import type { Place } from './place.js';
import { placeOnBoth } from './place.js';
import type { Hinted, Run } from './run.js';

/** Directories that a run remembers having listed on a side, about 100 bytes each; of more the journal has to tell. */
const MAX_LISTED = 100_000;

/** Remembers that a directory of a side was listed. */
export function noteListed(run: Run, side: Side, directory: Path): void {
  if (run.listed[side].length <= MAX_LISTED) run.listed[side].push(directory);
}

export interface WhereToLook {
  /** Whole directories, or some names in one. */
  readonly places: readonly Place[];
  /** Whether a further look may tell more at little cost: only where something changed since this one. */
  readonly again: boolean;
}

/**
 * Where on a side what is missing there may have gone: the directories of this run that changed since that moment (ms since the
 * epoch), where the side can tell; else those that lost something, and those beside them (the folders of a Maildir). Of a live pass
 * also what the watch told meanwhile.
 */
export async function whereToLook(
  side: Side,
  missing: Missing,
  sinceMs: number,
  run: Run,
): Promise<WhereToLook> {
  const listed = run.listed[side].length > MAX_LISTED ? await journalled(run) : run.listed[side];
  const tells = (await run.sides[side].changedSince?.(ROOT, sinceMs, run.signal)) !== undefined;
  const directories = tells ? await changedOf(listed, side, sinceMs, run) : besides(missing, listed);
  const hinted = placesOf(await run.hinted?.(side));
  return {
    places: [...directories.map((path) => placeOnBoth(path)), ...hinted],
    again: (tells && directories.length > 0) || hinted.length > 0,
  };
}

async function changedOf(
  directories: readonly Path[],
  side: Side,
  sinceMs: number,
  run: Run,
): Promise<readonly Path[]> {
  const changed: Path[] = [];
  // Where that can't be told, another file system is mounted.
  for (const directory of directories)
    if ((await run.sides[side].changedSince?.(directory, sinceMs, run.signal)) !== false)
      changed.push(directory);
  return changed;
}

function placesOf(hinted: Hinted | undefined): readonly Place[] {
  if (hinted === undefined) return [];
  const trees = [...hinted.trees].map((path) => placeOnBoth(path));
  const names = [...hinted.names].map(([path, each]) =>
    placeOnBoth(path, { names: each, trees: new Set<Name>() }),
  );
  return [...trees, ...names];
}

async function journalled({ journal }: Run): Promise<readonly Path[]> {
  const found: Path[] = [ROOT];
  for (let next = 0; next < found.length; next += 1) {
    for (const { name, row } of await journal.children(found[next]!))
      if (row.kind === 'directory') found.push(joinPath(found[next]!, name));
  }
  return found;
}

function besides({ directories }: Missing, all: readonly Path[]): readonly Path[] {
  const there = new Set(all);
  const losing = new Set<Path>();
  for (const directory of directories) losing.add(nearest(directory, there));
  const parents = new Set([...losing].filter((directory) => directory !== ROOT).map(parentOf));
  return all.filter((path) => losing.has(path) || (path !== ROOT && parents.has(parentOf(path))));
}

/** The directory itself, or the nearest above it that is there. */
function nearest(directory: Path, there: ReadonlySet<Path>): Path {
  let at = directory;
  while (at !== ROOT && !there.has(at)) at = parentOf(at);
  return at;
}
