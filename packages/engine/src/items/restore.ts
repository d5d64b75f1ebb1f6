import type { ContentEntry, Path, Side } from '@syncline/model';
import {
  hasContent,
  isReservedName,
  joinPath,
  pathFromBytes,
  TRASH_DIRECTORY,
  trashPath,
  usageError,
} from '@syncline/model';
import { lastRunAt } from '../last-run.js';
import { noteHiddenName } from '../hidden-names.js';
import type { Run } from '../run.js';
import { clear, makeParents, tidy } from './make-way.js';
import type { KeptOn } from './trash.js';

/**
 * Renames one version out of the trash. What stands under the name goes to the trash of this run first, and comes back if
 * the version then can't take its place. Throws errors of scope `path` for what concerns this path alone.
 */
export async function restoreKept(kept: KeptOn, to: Path, run: Run): Promise<void> {
  const { side, entry, place } = kept;
  const endpoint = run.apply.writer(side);
  requirePlain(to);
  await noteHiddenName(run, side, to);
  await makeParents(to, side, run);
  if (hasContent(entry)) {
    await clear(to, side, run);
    await takePlace(place, entry, to, side, run);
  } else {
    await restoreFolder(to, side, run);
    await endpoint.removeDirectory(place, undefined, run.signal);
  }
  await tidy(place, joinPath(TRASH_DIRECTORY, pathFromBytes(kept.run)), endpoint, run.signal);
}

/** Renames a version to a name that this run has cleared; what it put away comes back if that is not possible. */
export async function takePlace(
  from: Path,
  entry: ContentEntry,
  to: Path,
  side: Side,
  run: Run,
): Promise<void> {
  await doubt(to, side, run);
  try {
    await run.apply.writer(side).move(from, to, entry, run.signal);
  } catch (error) {
    await putBack(to, side, run);
    throw error;
  }
}

async function restoreFolder(to: Path, side: Side, run: Run): Promise<void> {
  const endpoint = run.apply.writer(side);
  const now = await endpoint.look(to, run.signal);
  if (now.kind === 'directory') return;
  await clear(to, side, run);
  await endpoint.makeDirectory(to, undefined, run.signal);
}

/**
 * RACE: where times are told in minutes, the old version may look like the one that the journal knows. A row in doubt
 * has its content compared at the next run.
 */
async function doubt(path: Path, side: Side, run: Run): Promise<void> {
  const row = run.journal.get(path);
  if (row === undefined || row.kind === 'directory' || row[side].racy) return;
  const doubtful = { path, row: { ...row, [side]: { ...row[side], racy: true } }, previous: row };
  await run.journal.commit([doubtful], { facts: lastRunAt(run.nowMs()) });
}

/** Best effort: where it fails, the version is in the trash of this run. */
async function putBack(path: Path, side: Side, run: Run): Promise<void> {
  const endpoint = run.apply.writer(side);
  const kept = trashPath(run.id, path);
  const found = await endpoint.look(kept, run.signal).catch(() => undefined);
  if (hasContent(found)) await endpoint.move(kept, path, found, run.signal).catch(() => undefined);
}

function requirePlain(path: Path): void {
  const bad = path
    .split('/')
    .find((name) => name === '' || name === '.' || name === '..' || isReservedName(pathFromBytes(name)));
  if (bad === undefined) return;
  const message =
    'nothing can be restored under such a name: it is empty, leads elsewhere, or is one that Syncline keeps for itself';
  throw usageError(message);
}
