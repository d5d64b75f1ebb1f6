import type { Item, Name, Path, RunId, Side } from '@syncline/model';
import {
  hasContent,
  isSynclineError,
  messageOf,
  parseRunId,
  pathFromBytes,
  showPath,
  usageError,
} from '@syncline/model';
import { trashedNames } from '../hidden-trash.js';
import { itemKeyOf } from '../item-key.js';
import type { Run } from '../run.js';
import type { ItemOptions } from './open-item.js';
import { withItem } from './open-item.js';
import { restoreKept } from './restore.js';
import type { Kept } from './trash-tree.js';
import { keptIn, trashRuns } from './trash-tree.js';

/** Something in the trash of one side. */
export interface KeptOn extends Kept {
  readonly side: Side;
  readonly run: RunId;
  /** When that run started, ms since the epoch. */
  readonly runStartMs: number;
}

/** What became of one thing that was to be restored. */
export interface Restored {
  readonly kept: KeptOn;
  /** Under which name. */
  readonly to: Path;
  /** Why it was not restored; undefined: it was. */
  readonly problem?: string | undefined;
}

/** Whether all of it was restored, and the run whose trash has what stood there before. */
export interface RestoreResult {
  readonly run: RunId;
  readonly restored: readonly Restored[];
}

/**
 * Gives what an item's runs replaced or deleted, by side and run, to `take`: of the sides that the item writes. Versions
 * in the trash of a file system that is mounted within a root are not listed: they are at its own top.
 */
export async function listTrash(
  item: Item,
  options: ItemOptions,
  take: (kept: KeptOn) => void,
): Promise<void> {
  await withItem(item, options, 'read', async ({ run }) => {
    for (const side of run.writable) {
      for (const id of await trashRuns(run.sides[side], itemKeyOf(item), run.signal)) {
        for await (const kept of keptOn(side, id, run)) take(kept);
      }
    }
  });
}

/** Which version comes back, and under which name. */
export interface RestoreRequest {
  readonly run: string;
  /** As `listTrash` shows it: text, with the bytes that are not UTF-8 as `\xNN`. */
  readonly path: string;
  /** Other readings of what a person wrote, asked for in this order where the trash does not keep `path`. */
  readonly otherwise?: readonly string[] | undefined;
  /** Needed only where both sides have such a version. */
  readonly side?: Side | undefined;
  /** Another name to restore it under. */
  readonly to?: Path | undefined;
}

/**
 * Brings one version back under its name, by rename, on the side where it is; what stands there now goes to the trash of a
 * new run first. The next run finds an edit. Throws `usage` for a run or path that the trash does not have.
 */
export async function restoreFromTrash(
  item: Item,
  request: RestoreRequest,
  options: ItemOptions,
): Promise<RestoreResult> {
  return withItem(item, options, 'write', async ({ run }) => {
    const kept = await findKept(request, run);
    const to = request.to ?? kept.original;
    const restored = await restoreOne(kept, to, run);
    await run.sides[kept.side].flush(run.signal);
    return { run: run.id, restored: [restored] };
  });
}

/**
 * Brings back everything that a run replaced or deleted, on both sides, as `restoreFromTrash` does; of several versions
 * of a path the one from before the run. What the run added stays. What can't be restored says why, and the rest goes on.
 */
export async function undoRun(item: Item, runId: string, options: ItemOptions): Promise<RestoreResult> {
  return withItem(item, options, 'write', async ({ run }) => {
    const restored: Restored[] = [];
    const found = await sidesWith(runId, run);
    for (const side of found) {
      // The whole list first: restoring changes the folders that it is read from.
      const all: KeptOn[] = [];
      for await (const kept of keptOn(side, runId, run)) all.push(kept);
      for (const kept of all)
        restored.push(kept.later ? laterVersion(kept) : await restoreOne(kept, kept.original, run));
      await run.sides[side].flush(run.signal);
    }
    return { run: run.id, restored };
  });
}

async function* keptOn(side: Side, id: string, run: Run): AsyncGenerator<KeptOn, void, undefined> {
  const runStartMs = parseRunId(id)!.startedAtMs;
  const hidden = await trashedNames(run.journal, side, id);
  for await (const kept of keptIn(run.sides[side], pathFromBytes(id), run.signal, hidden))
    yield { ...kept, side, run: id, runStartMs };
}

async function findKept({ run: id, path, otherwise = [], side }: RestoreRequest, run: Run): Promise<KeptOn> {
  const readings = [path, ...otherwise];
  const found = readings.map((): KeptOn[] => []);
  for (const each of await sidesWith(id, run, side)) {
    for await (const kept of keptOn(each, id, run))
      found[readings.indexOf(showPath(kept.path).path)]?.push(kept);
  }
  const [kept, another] = found.find(({ length }) => length > 0) ?? [];
  if (kept === undefined)
    throw usageError(
      `the trash of the run ${id} does not keep '${path}'; 'syncline trash list' shows what it keeps`,
    );
  if (another === undefined) return kept;
  throw usageError(
    `both sides keep '${path}' of the run ${id}: say which one with --side source or --side destination`,
  );
}

async function sidesWith(id: string, run: Run, side?: Side): Promise<readonly Side[]> {
  if (side !== undefined && !run.writable.includes(side)) {
    throw usageError(`a one-way run never writes its ${side}, so there is no trash of this item there`);
  }
  const sides: Side[] = [];
  for (const each of side === undefined ? run.writable : [side]) {
    const runs: readonly Name[] = await trashRuns(run.sides[each], itemKeyOf(run.item), run.signal);
    if (runs.some((name) => name === id)) sides.push(each);
  }
  if (sides.length > 0) return sides;
  throw usageError(
    `there is no trash of a run '${id}' of this item; 'syncline trash list' shows the runs there are`,
  );
}

async function restoreOne(kept: KeptOn, to: Path, run: Run): Promise<Restored> {
  try {
    await restoreKept(kept, to, run);
    return { kept, to };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    return { kept, to, problem: messageOf(error) };
  }
}

function laterVersion(kept: KeptOn): Restored {
  const what = hasContent(kept.entry) ? 'version' : 'folder';
  return {
    kept,
    to: kept.original,
    problem: `a later ${what} of the same run; it stays in the trash, where 'trash restore' can have it`,
  };
}
