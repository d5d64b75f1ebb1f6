import type { Decision } from '@syncline/differ';
import type {
  ContentEntry,
  DirectoryEntry,
  Listing,
  Path,
  Problem,
  ProblemCode,
  Side,
} from '@syncline/model';
import { isSynclineError, otherSide } from '@syncline/model';
import type { Judgement } from './judge.js';
import type { Run } from './run.js';

/** Nothing is known of what is in such a folder: it is ⊥ itself, at and below (SPEC §2, §3). */
export function isUnlistable({ complete, entries, reserved }: Listing): boolean {
  return !complete && entries.length === 0 && reserved.length === 0;
}

/** What stands on a side and has a part in a decision. */
type Standing = readonly [side: Side, entry: ContentEntry | DirectoryEntry];

/**
 * What was decided; but where it would put one version aside for another, and either can't be read or listed, it is ⊥ that
 * nothing is done about. Folders that are to be made or to go are listed by their own visit.
 */
export function unlessUnreadable(decision: Judgement, path: Path, run: Run): Promise<Judgement> {
  return unlessProblem(decision, standingsOf(decision), path, run);
}

/** The same, and for folders that are to be made or to go as well: what a run comes to in the end. */
export function unlessUnknown(decision: Judgement, path: Path, run: Run): Promise<Judgement> {
  const folders: readonly Standing[] =
    decision.do === 'make'
      ? [[otherSide(decision.operation.side), decision.directory]]
      : decision.do === 'vanished'
        ? [[decision.side, decision.entry]]
        : standingsOf(decision);
  return unlessProblem(decision, folders, path, run);
}

async function unlessProblem(
  decision: Judgement,
  standings: readonly Standing[],
  path: Path,
  run: Run,
): Promise<Judgement> {
  for (const [side, entry] of standings) {
    const problem = await problemWith(path, side, entry, run);
    if (problem !== undefined)
      return { do: 'apply', operation: { op: 'skip', side, path, reason: problem.code, problem } };
  }
  return decision;
}

function standingsOf(decision: Decision): readonly Standing[] {
  switch (decision.do) {
    case 'replace':
      return [
        [decision.side, decision.old],
        [otherSide(decision.side), decision.entry],
      ];
    case 'conflict':
      return [
        ['source', decision.source],
        ['destination', decision.destination],
      ];
    case 'type-conflict':
      return [
        [decision.side, decision.content],
        [otherSide(decision.side), decision.directory],
      ];
    default:
      return [];
  }
}

/** Why a version can't be read or a folder not be listed, or undefined. A link shows its content in its entry. */
export async function problemWith(
  path: Path,
  side: Side,
  entry: ContentEntry | DirectoryEntry,
  run: Run,
): Promise<Problem | undefined> {
  const endpoint = run.sides[side];
  try {
    if (entry.kind === 'file') await (await endpoint.read(path, entry, run.signal)).close();
    if (entry.kind !== 'directory') return undefined;
    const listing = await endpoint.list(path, run.signal);
    const { incompleteBecause: message = 'it cannot be listed' } = listing;
    return isUnlistable(listing) ? { code: 'unlistable', path, message } : undefined;
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    // It is another one by now: whoever acts on it looks at it again.
    if (error.code === 'stale' || error.code === 'busy') return undefined;
    const code = entry.kind === 'directory' ? 'unlistable' : (error.code as ProblemCode);
    return { code, path, message: error.message };
  }
}
