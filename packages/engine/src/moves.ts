import type { ContentEntry, MoveOperation, Path, Side } from '@syncline/model';
import { hasContent, otherSide } from '@syncline/model';
import type { Creation } from './postponed.js';
import type { UnprovenTops } from './prove.js';
import type { Run } from './run.js';

/**
 * The move that a waiting create turns out to be, or undefined: the old path is gone from the other side, proven, and the
 * file there on this side is the one that the journal knows (SPEC §3, Moves). A racy row does not stand against it:
 * the doubt goes along, and the next run proves the content under the new name.
 */
export async function matchMove(
  path: Path,
  { side, entry, from }: Creation,
  unproven: UnprovenTops,
  run: Run,
): Promise<MoveOperation | undefined> {
  if (from === undefined || !hasContent(entry) || unproven.covers(from)) return undefined;
  const removal = await run.postponed.removals.get(from);
  const target = removal?.entry;
  if (target === undefined || !hasContent(target) || removal?.side !== side || removal.reason === 'kind')
    return undefined;
  if (!isJournalled(from, side, entry, target, run)) return undefined;
  return { op: 'move', side, path, reason: 'renamed', from, target, content: entry };
}

function isJournalled(from: Path, side: Side, entry: ContentEntry, target: ContentEntry, run: Run): boolean {
  const row = run.journal.get(from);
  return (
    row !== undefined &&
    row.kind !== 'directory' &&
    row[otherSide(side)].identity === entry.identity &&
    row[side].token === target.token
  );
}
