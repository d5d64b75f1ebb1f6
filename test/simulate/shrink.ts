import type { RunPlan } from './drive.ts';
import type { Epoch, History } from './history.ts';

/** Whether a history fails, and how: undefined when it does not. */
export type Trial = (history: History) => Promise<string | undefined>;

/** More tries than a history has parts to leave out a few times over. */
const MAX_TRIES = 2_000;

/** The smallest history found that fails with the same kind of failure; parts are left out one after another. */
export async function shrink(history: History, trial: Trial): Promise<History> {
  const kind = kindOf(await trial(history));
  let smallest = history;
  let tries = 0;
  for (let smaller = true; smaller;) {
    smaller = false;
    for (const candidate of reductions(smallest)) {
      if ((tries += 1) > MAX_TRIES) return smallest;
      if (kindOf(await trial(candidate)) !== kind) continue;
      smallest = candidate;
      smaller = true;
      break;
    }
  }
  return smallest;
}

function kindOf(failure: string | undefined): string | undefined {
  return failure?.split(':')[0];
}

function* reductions(history: History): Generator<History> {
  const { epochs } = history;
  const withEpoch = (index: number, epoch: Epoch): History => ({
    ...history,
    epochs: epochs.with(index, epoch),
  });
  for (const index of epochs.keys()) yield { ...history, epochs: epochs.toSpliced(index, 1) };
  for (const [index, epoch] of epochs.entries()) {
    for (const at of epoch.edits.keys())
      yield withEpoch(index, { ...epoch, edits: epoch.edits.toSpliced(at, 1) });
    for (const plan of simplerPlans(epoch.plan)) yield withEpoch(index, { ...epoch, plan });
    if (epoch.losesJournal === true) yield withEpoch(index, { ...epoch, losesJournal: false });
    if (epoch.pauseUs > 0) yield withEpoch(index, { ...epoch, pauseUs: 0 });
  }
  for (const side of ['source', 'destination'] as const) {
    const { hidesDotNames, ...drawn } = history.config[side];
    const plain = { timePrecisionUs: 1, setsTimes: true, skewUs: 0 };
    if (hidesDotNames !== undefined) yield { ...history, config: { ...history.config, [side]: drawn } };
    if (JSON.stringify(drawn) !== JSON.stringify(plain))
      yield { ...history, config: { ...history.config, [side]: { ...plain, hidesDotNames } } };
  }
  if (history.config.compare !== 'size+mtime')
    yield { ...history, config: { ...history.config, compare: 'size+mtime' } };
  if (history.config.keepDays !== 30) yield { ...history, config: { ...history.config, keepDays: 30 } };
  if (history.config.conflict !== 'newer')
    yield { ...history, config: { ...history.config, conflict: 'newer' } };
}

function* simplerPlans(plan: RunPlan): Generator<RunPlan> {
  const { edits = [], faults = [], disorder } = plan;
  for (const at of edits.keys()) yield { ...plan, edits: edits.toSpliced(at, 1) };
  for (const at of faults.keys()) yield { ...plan, faults: faults.toSpliced(at, 1) };
  if (disorder !== undefined) yield { ...plan, disorder: undefined };
}
