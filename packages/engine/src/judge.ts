import { hashOf } from '@syncline/applier';
import type { Decision, Pairing } from '@syncline/differ';
import { decide } from '@syncline/differ';
import type { FileEntry, Path, ProblemCode, Side } from '@syncline/model';
import { isSynclineError, joinPath, SIDES } from '@syncline/model';
import type { Run } from './run.js';

/** A decision that needs no further reading. */
export type Judgement = Exclude<Decision, { do: 'hash' }>;

/**
 * The decision on a name, after content was read where that decides; `again`: a file changed while it was read. `hashes` takes
 * those of what was read.
 */
export async function judge(
  pairing: Pairing,
  directory: Path,
  run: Run,
  hashes: Partial<Record<Side, string>> = {},
): Promise<Judgement | 'again'> {
  const path = joinPath(directory, pairing.name);
  for (;;) {
    const decision = decide(pairing, directory, run.policy, hashes);
    if (decision.do !== 'hash') return decision;
    for (const side of SIDES) {
      const file = decision.read[side];
      if (file === undefined) continue;
      const hash = await readHash(path, side, file, run);
      if (typeof hash !== 'string') return hash;
      if (hash === 'again') return hash;
      hashes[side] = hash;
    }
  }
}

/** The hash of a file's content, which no word of `Unsettled` can be. */
export function readHash(path: Path, side: Side, file: FileEntry, run: Run): Promise<string | Unsettled> {
  return unlessUnsettled(path, side, () => hashOf(run.sides[side], path, file, run.signal));
}

/** What a question about one name can come to: it changed meanwhile, or does not answer, and is left alone. */
export type Unsettled = 'again' | Extract<Judgement, { do: 'apply' }>;

/** The answer to a question about a name of a side; what speaks against this name alone is no reason to end the run. */
export async function unlessUnsettled<T>(
  path: Path,
  side: Side,
  ask: () => Promise<T>,
): Promise<T | Unsettled> {
  try {
    return await ask();
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    if (error.code === 'stale' || error.code === 'busy') return 'again';
    const problem = { code: error.code as ProblemCode, path, message: error.message };
    return { do: 'apply', operation: { op: 'skip', side, path, reason: problem.code, problem } };
  }
}
