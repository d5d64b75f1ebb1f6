import type { DeleteLimit, Side } from '@syncline/model';

/** What the delete guard knows before the first delete of a run (SPEC §4). */
export interface GuardFacts {
  /** Files and links that the journal had at the start, and that the written side's listing had. */
  readonly journalled: number;
  readonly listed: number;
  /** Files and links to be deleted or replaced by another kind; not moves, not those matched by a new file's size. */
  readonly deletes: number;
  /** The side that is followed, where it had files at the last run and has none now. */
  readonly emptied: Side | undefined;
  /** The side whose root is not the directory that the journal knows. */
  readonly foreignRoot: Side | undefined;
}

/** Why deletes have to wait for approval, or undefined when they may be done: one line. */
export function whyHeld(facts: GuardFacts, limit: DeleteLimit): string | undefined {
  if (facts.deletes === 0) return undefined;
  if (facts.foreignRoot !== undefined)
    return `the root of the ${facts.foreignRoot} is not the directory that was synchronized before: is it mounted, and is the path right?`;
  if (facts.emptied !== undefined) return `the ${facts.emptied} had files at the last run and has none now`;
  const known = Math.max(facts.journalled, facts.listed);
  const allowed = (known * limit.percent) / 100;
  if (limit.percent >= 100 || facts.deletes <= allowed || facts.deletes <= limit.floor) return undefined;
  return `${facts.deletes} of ${known} known files would be deleted, more than ${limit.percent} %`;
}
