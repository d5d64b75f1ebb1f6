import { clashAt } from '@syncline/applier';
import type { Path, Problem, Side, SkipOperation } from '@syncline/model';
import { isSynclineError, otherSide, parentOf, ROOT } from '@syncline/model';
import { filter } from 'rxjs/internal/operators/filter';
import { lastValueFrom } from 'rxjs/internal/lastValueFrom';
import { toArray } from 'rxjs/internal/operators/toArray';
import { pull } from './pull.js';
import type { Run } from './run.js';
import { reportDone } from './run.js';
import { atOnceOn } from './slots.js';

/**
 * Proof before delete (SPEC §2): the top of everything that a side does not have is asked for by name. Returns the
 * tops whose absence could not be proven; nothing at or below them may be deleted. Each is reported.
 */
export async function proveAbsences(run: Run): Promise<UnprovenTops> {
  const slots = atOnceOn(run.sides);
  const answers = pull(run.postponed.tops.iterate(), slots, async ([path, { absentOn: side }]) => {
    const problem = await whyUnproven(path, side, run);
    return problem === undefined ? undefined : { path, side, problem };
  });
  const unproven = await lastValueFrom(
    answers.pipe(
      filter((answer) => answer !== undefined),
      toArray(),
    ),
  );
  for (const { path, side, problem } of unproven) {
    const operation: SkipOperation = { op: 'skip', side, path, reason: problem.code, problem };
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

async function whyUnproven(path: Path, side: Side, run: Run): Promise<Problem | undefined> {
  try {
    const answer = await run.sides[side].look(path, run.signal);
    if (answer.kind === 'absent') return undefined;
    if (answer.kind === 'unknown') return { ...answer.problem, path };
    const clash = await clashAt(run.sides[side], path, run.signal);
    if (clash !== undefined && clash.unlisted !== true) return { ...clash, message: respelled(side) };
    const message = `the ${side} did not list it but knows it by name: nothing is deleted; if it came just now, the next run copies it`;
    return { code: 'unproven', path, message };
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    return { code: 'unproven', path, message: error.message };
  }
}

function respelled(side: Side): string {
  return `the ${side} has it in another spelling, and does not tell the two apart (upper and lower case, or Unicode forms): if it was renamed there, rename or remove it on the ${otherSide(side)} as well`;
}
