import { createHash } from 'node:crypto';
import type { Answer, Entry, Item, Path, Side } from '@syncline/model';
import { hasContent, otherSide } from '@syncline/model';
import type { Run } from '../run.js';
import type { ConflictCopy } from './conflict-copies.js';
import { conflictAt } from './conflict-copies.js';
import type { ItemOptions } from './open-item.js';
import { withItem } from './open-item.js';
import type { Preview } from './preview.js';
import { previewOf } from './preview.js';

/** One of the two versions of a conflict, as it stands now. */
export interface ConflictVersion {
  /** The side that it came from. */
  readonly from: Side;
  readonly entry: Entry;
  readonly preview: Preview;
}

/** A conflict with both its versions. */
export interface ComparedConflict extends ConflictCopy {
  /** The side on which both were looked at. */
  readonly on: Side;
  /** Tells what was seen from everything else: `resolveConflict` acts on nothing else then. */
  readonly state: string;
  /** Undefined: it is gone. */
  readonly plain: ConflictVersion | undefined;
  readonly kept: ConflictVersion | undefined;
}

/** What one side shows of the two names of a conflict. */
export interface ConflictLook {
  readonly on: Side;
  readonly plain: Answer;
  readonly kept: Answer;
  readonly state: string;
}

/**
 * Looks at both versions of a conflict, on one side: the one that is read at less cost. Writes nothing and needs no lock.
 * Undefined: the journal knows no such conflict copy.
 */
export async function compareConflict(
  item: Item,
  copy: Path,
  options: ItemOptions,
): Promise<ComparedConflict | undefined> {
  return withItem(item, options, 'read', async ({ run }) => {
    const conflict = conflictAt(copy, run.journal);
    if (conflict === undefined) return undefined;
    const look = await lookAtConflict(conflict, run);
    const { on, state } = look;
    const version = async (path: Path, answer: Answer, from: Side): Promise<ConflictVersion | undefined> =>
      answer.kind === 'absent'
        ? undefined
        : { from, entry: answer, preview: await previewOf(run.sides[on], path, answer, run.signal) };
    const plain = await version(conflict.path, look.plain, otherSide(conflict.side));
    const kept = await version(copy, look.kept, conflict.side);
    return { ...conflict, on, state, plain, kept };
  });
}

/** Asks a side for both names: a local one first, and the other one if the copy is gone from that. */
export async function lookAtConflict(conflict: ConflictCopy, run: Run): Promise<ConflictLook> {
  const first: Side =
    run.sides.destination.traits.local && !run.sides.source.traits.local ? 'destination' : 'source';
  const look = await lookOn(first, conflict, run);
  if (hasContent(look.kept)) return look;
  const other = await lookOn(otherSide(first), conflict, run);
  return hasContent(other.kept) ? other : look;
}

async function lookOn(on: Side, { path, copy }: ConflictCopy, run: Run): Promise<ConflictLook> {
  const endpoint = run.sides[on];
  const [plain, kept] = [await endpoint.look(path, run.signal), await endpoint.look(copy, run.signal)];
  return { on, plain, kept, state: stateOf([on, ...seen(plain), ...seen(kept)]) };
}

function seen(answer: Answer): readonly string[] {
  return [answer.kind, hasContent(answer) ? answer.token : ''];
}

function stateOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, STATE_DIGITS);
}

/** Nobody gains by making two states look alike. */
const STATE_DIGITS = 32;
