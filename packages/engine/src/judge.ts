import { compareContent } from '@syncline/applier';
import type { Decision, Pairing } from '@syncline/differ';
import { decideOneWay } from '@syncline/differ';
import type { Path, ProblemCode } from '@syncline/model';
import { isSynclineError, joinPath } from '@syncline/model';
import type { Run } from './run.js';

/** The decision on a name, after its content was read where that decides; `again`: a file changed while it was read. */
export async function judge(pairing: Pairing, directory: Path, run: Run): Promise<Decision | 'again'> {
  const decision = decideOneWay(pairing, directory, run.policy);
  if (decision.do !== 'compare') return decision;
  const path = joinPath(directory, pairing.name);
  try {
    const verdict = await compareContent({ path, ...decision.read }, run, run.signal);
    return decideOneWay(pairing, directory, run.policy, verdict);
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    if (error.code === 'stale' || error.code === 'busy') return 'again';
    const problem = { code: error.code as ProblemCode, path, message: error.message };
    return { do: 'apply', operation: { op: 'skip', side: 'source', path, reason: problem.code, problem } };
  }
}
