import type { Path, Problem, SkipOperation } from '@syncline/model';
import { isSynclineError, parentOf, ROOT } from '@syncline/model';
import { filter, lastValueFrom, toArray } from 'rxjs';
import { pull } from './pull.js';
import type { Run } from './run.js';
import { reportDone } from './run.js';

/**
 * Proof before delete (SPEC §2): the top of everything that the source does not have is asked for by name. Returns the
 * tops whose absence could not be proven; nothing at or below them may be deleted. Each is reported.
 */
export async function proveAbsences(run: Run): Promise<UnprovenTops> {
  const answers = pull(run.postponed.tops.iterate(), run.source.traits.parallel, async ([path]) => {
    const problem = await whyUnproven(path, run);
    return problem === undefined ? undefined : { path, problem };
  });
  const unproven = await lastValueFrom(answers.pipe(filter((answer) => answer !== undefined), toArray()));
  for (const { path, problem } of unproven) {
    const operation: SkipOperation = { op: 'skip', side: 'source', path, reason: problem.code, problem };
    reportDone(run, operation);
  }
  return unprovenTops(new Set(unproven.map(({ path }) => path)));
}

export interface UnprovenTops {
  /** Whether a path is one of the tops or lies below one. */
  covers(path: Path): boolean;
}

function unprovenTops(tops: ReadonlySet<Path>): UnprovenTops {
  const covers = (path: Path): boolean => path !== ROOT && (tops.has(path) || covers(parentOf(path)));
  return { covers: tops.size === 0 ? () => false : covers };
}

async function whyUnproven(path: Path, run: Run): Promise<Problem | undefined> {
  try {
    const answer = await run.source.look(path, run.signal);
    if (answer.kind === 'absent') return undefined;
    if (answer.kind === 'unknown') return { ...answer.problem, path };
    const message = 'the source did not list it but knows it by name: nothing is deleted; if it came just now, the next run copies it';
    return { code: 'unproven', path, message };
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    return { code: 'unproven', path, message: error.message };
  }
}
