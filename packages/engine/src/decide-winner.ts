import type { Decision } from '@syncline/differ';
import { coarserPrecisionUs, greaterHash, winnerOf } from '@syncline/differ';
import type { ContentEntry, Path, Side } from '@syncline/model';
import { COARSEST_TRUSTED_PRECISION_US, SIDES } from '@syncline/model';
import type { Unsettled } from './judge.js';
import { readHash, unlessUnsettled } from './judge.js';
import type { Run } from './run.js';

type Versions = Readonly<Record<Side, ContentEntry>>;

/** Whose version keeps the plain name in a conflict, by the item's policy; equal ones are told apart by their content. */
export async function decideWinner(
  path: Path,
  { source, destination }: Extract<Decision, { do: 'conflict' }>,
  run: Run,
): Promise<Side | Unsettled> {
  const policy = run.item.conflict;
  const versions: Record<Side, ContentEntry> = { source, destination };
  for (const side of policy === 'newer' ? SIDES : []) {
    const timed = await unlessUnsettled(path, side, () => withExactTime(path, side, versions[side], run));
    if (timed === 'again' || 'do' in timed) return timed;
    versions[side] = timed;
  }
  const winner = winnerOf(versions, policy, precisionUsOf(run));
  return winner === 'tie' ? byContent(path, versions, run) : winner;
}

function precisionUsOf({ policy }: Run): number {
  return Math.min(coarserPrecisionUs(policy), COARSEST_TRUSTED_PRECISION_US);
}

async function byContent(path: Path, versions: Versions, run: Run): Promise<Side | Unsettled> {
  const hashes = { source: '', destination: '' };
  for (const side of SIDES) {
    const version = versions[side];
    if (version.kind === 'link') {
      hashes[side] = version.target;
      continue;
    }
    const hash = await readHash(path, side, version, run);
    if (typeof hash !== 'string' || hash === 'again') return hash;
    hashes[side] = hash;
  }
  return greaterHash(hashes);
}

/** A listing in minutes of an unknown zone tells no order: asked by name, such a server may know the second. */
async function withExactTime(path: Path, side: Side, entry: ContentEntry, run: Run): Promise<ContentEntry> {
  if (run.policy[side].timePrecisionUs <= COARSEST_TRUSTED_PRECISION_US || entry.kind !== 'file')
    return entry;
  const answer = await run.sides[side].look(path, run.signal);
  return { ...entry, mtime: answer.kind === 'file' ? answer.mtime : undefined };
}
