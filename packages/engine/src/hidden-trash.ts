import type { Path, RunId, Side } from '@syncline/model';
import {
  hasContent,
  isSynclineError,
  isWithin,
  parentOf,
  parseRunId,
  ROOT,
  pathFromBytes,
} from '@syncline/model';
import type { Journal } from '@syncline/state';
import { byDirectory, hiddenPartsOf } from './hidden-names.js';
import type { HiddenNames, Kept } from './items/trash-tree.js';
import { keptIn } from './items/trash-tree.js';
import type { Run } from './run.js';

/** What notes are made with: the keys of those that were made for this run are gathered. */
interface Noting extends Pick<Run, 'journal' | 'sides' | 'id'> {
  readonly notedTrash: Set<string>;
}

/** Begins the keys of notes about what the trash of a side does not show. */
const TRASHED = 'trash\0';

/**
 * A side that hides names which start with a dot hides them in its trash as well (S35): neither would they be listed there, nor could
 * the trash ever be removed. So each is noted before anything goes to the trash under it.
 */
export async function noteTrashed(
  { journal, sides, id, notedTrash }: Noting,
  side: Side,
  path: Path,
): Promise<void> {
  if (!sides[side].traits.hidesDotNames) return;
  const keys = hiddenPartsOf(path)
    .map((hidden) => `${prefixOf(id, side)}${hidden}`)
    .filter((key) => !notedTrash.has(key));
  if (keys.length === 0) return;
  await journal.putNotes(keys.map((key) => ({ key, value: true })));
  for (const key of keys) notedTrash.add(key);
}

/** The names that the trash of a run on a side does not show, by the directory in which they stood. */
export async function trashedNames(journal: Journal, side: Side, run: RunId): Promise<HiddenNames> {
  const prefix = prefixOf(run, side);
  const notes = await journal.listNotes(prefix);
  return byDirectory(notes.map(({ key }) => key.slice(prefix.length) as Path));
}

/**
 * Removes what the trash of a side has and does not show of runs that started before a moment, so that the side can remove the
 * rest. What cannot be removed of one run keeps no other; the first refusal is thrown in the end.
 */
export async function purgeHidden(run: Run, side: Side, beforeMs: number): Promise<void> {
  let refused: unknown;
  for (const old of await runsWithHidden(run.journal, side)) {
    if (parseRunId(old)!.startedAtMs >= beforeMs) continue;
    try {
      await removeHidden(run, side, old);
      await run.journal.clearNotes(prefixOf(old, side));
    } catch (error) {
      if (!isSynclineError(error) || error.scope !== 'path') throw error;
      refused ??= error;
    }
  }
  if (refused !== undefined) throw refused;
}

async function runsWithHidden(journal: Journal, side: Side): Promise<ReadonlySet<RunId>> {
  const runs = new Set<RunId>();
  for (const { key } of await journal.listNotes(TRASHED)) {
    const [run, of] = key.slice(TRASHED.length).split('\0', 2) as [RunId, Side];
    if (of === side && parseRunId(run) !== undefined) runs.add(run);
  }
  return runs;
}

async function removeHidden(run: Run, side: Side, old: RunId): Promise<void> {
  const [writer, { signal }] = [run.apply.writer(side), run];
  const hidden = await trashedNames(run.journal, side, old);
  const folders = new Set<Path>();
  for await (const kept of keptIn(run.sides[side], pathFromBytes(old), signal, hidden)) {
    if (hiddenPartsOf(kept.path).length === 0) continue;
    for (const folder of hiddenFoldersOf(kept)) folders.add(folder);
    if (hasContent(kept.entry)) await writer.remove(kept.place, kept.entry, undefined, signal);
  }
  // What is below a folder has a longer path.
  for (const folder of [...folders].sort((left, right) => right.length - left.length))
    await writer.removeDirectory(folder, undefined, signal);
}

/** The folders in the trash, hidden or in hidden ones, that one kept thing is, or is in; from the root of the side. */
function hiddenFoldersOf({ path, place, entry }: Kept): readonly Path[] {
  const folders: Path[] = [];
  const [top] = hiddenPartsOf(path).slice(-1);
  const trash = place.slice(0, place.length - path.length);
  const first = entry.kind === 'directory' ? path : parentOf(path);
  for (let folder = first; folder !== ROOT && isWithin(folder, top!); folder = parentOf(folder))
    folders.push(`${trash}${folder}` as Path);
  return folders;
}

function prefixOf(run: RunId, side: Side): string {
  return `${TRASHED}${run}\0${side}\0`;
}
