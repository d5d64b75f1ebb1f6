import type { Item, Path, RunId, Side } from '@syncline/model';
import { hasContent, quotedPath, SynclineError, usageError } from '@syncline/model';
import { noteHiddenName } from '../hidden-names.js';
import type { Run } from '../run.js';
import type { ConflictCopy } from './conflict-copies.js';
import { conflictAt } from './conflict-copies.js';
import type { ConflictLook } from './conflict-versions.js';
import { lookAtConflict } from './conflict-versions.js';
import type { ItemOptions } from './open-item.js';
import { withItem, withJournal } from './open-item.js';
import { toTrash } from './make-way.js';
import { takePlace } from './restore.js';
import { settleConflict } from './settled-conflicts.js';

/** `plain`: the version under the plain name · `copy`: the conflict copy, which gets the plain name · `both`: as they are. */
export type KeptVersion = 'plain' | 'copy' | 'both';

/** What somebody decided about one conflict. */
export interface ConflictChoice {
  /** Of the conflict copy. */
  readonly copy: Path;
  readonly keep: KeptVersion;
  /** What `compareConflict` called what was seen: with anything else nothing is done. */
  readonly state?: string | undefined;
}

/** What was done about it. */
export interface ResolvedConflict {
  readonly path: Path;
  readonly copy: Path;
  /** The side on which it was done; undefined: nothing had to be. */
  readonly on: Side | undefined;
  /** The run whose trash there has the other version. */
  readonly trash: RunId | undefined;
}

/**
 * Carries out what somebody decided about a conflict, on one side, as an edit there: the version that is not kept goes to the
 * trash of a new run, and the next run carries it to the other side as any edit. Undefined: there is no such conflict copy.
 * Throws `usage` for an item that writes one side only, `stale` for what is not as it was seen.
 */
export async function resolveConflict(
  item: Item,
  choice: ConflictChoice,
  options: ItemOptions,
): Promise<ResolvedConflict | undefined> {
  const { copy, keep } = choice;
  if (item.mode !== 'two-way') throw usageError(ONE_WAY);
  if (keep === 'both')
    return withJournal(item, options, 'write', async (journal) => {
      const conflict = conflictAt(copy, journal);
      if (conflict === undefined) return undefined;
      await settleConflict(copy, journal);
      return { path: conflict.path, copy, on: undefined, trash: undefined };
    });
  return withItem(item, options, 'write', async ({ run }) => {
    const conflict = conflictAt(copy, run.journal);
    if (conflict === undefined) return undefined;
    const look = await lookAtConflict(conflict, run);
    if (choice.state !== undefined && choice.state !== look.state) throw stale(copy, NOT_AS_SEEN);
    await keepOne(conflict, keep, look, run);
    await run.sides[look.on].flush(run.signal);
    await settleConflict(copy, run.journal);
    return { path: conflict.path, copy, on: look.on, trash: run.id };
  });
}

const ONE_WAY =
  'only a two-way item has conflicts to decide: here such a name is a file like any other, which its source has';
const NOT_AS_SEEN = 'it was changed since it was looked at: compare the two versions again';

async function keepOne(
  { path, copy }: ConflictCopy,
  keep: 'plain' | 'copy',
  { on, plain, kept }: ConflictLook,
  run: Run,
): Promise<void> {
  if (!hasContent(kept)) throw stale(copy, `${quotedPath(copy)} is not there any more`);
  if (keep === 'plain') {
    if (plain.kind === 'absent' || plain.kind === 'unknown')
      throw stale(
        copy,
        `nothing that could be kept is called ${quotedPath(path)} any more: keep the copy instead`,
      );
    return toTrash(copy, kept, on, run);
  }
  // A whole folder is not put away for a file by one click.
  if (plain.kind === 'directory')
    throw stale(copy, `a folder is called ${quotedPath(path)}: rename one of the two by hand`);
  if (plain.kind === 'unknown')
    throw stale(copy, `${quotedPath(path)} cannot be put away: ${plain.problem.message}`);
  await noteHiddenName(run, on, path);
  if (hasContent(plain)) await toTrash(path, plain, on, run);
  await takePlace(copy, kept, path, on, run);
}

function stale(path: Path, message: string): SynclineError {
  return new SynclineError('stale', message, { scope: 'path', path });
}
