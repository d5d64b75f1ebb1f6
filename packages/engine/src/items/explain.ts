import type { Decision, Hashes, Pairing, Seen, Standing } from '@syncline/differ';
import { decide, isUnknown } from '@syncline/differ';
import type { PastOutcome } from '@syncline/state';
import type { Item, Path, Row, Side } from '@syncline/model';
import { otherSide, parentOf } from '@syncline/model';
import { lastRunMsOf } from '../last-run.js';
import { knownFrom } from '../postpone.js';
import type { Run } from '../run.js';
import type { Exclusion } from './exclusions.js';
import { exclusionsOf } from './exclusions.js';
import { readHeldPaths, readHold } from './hold.js';
import type { Look } from './look-down.js';
import { decideReading, lookDown } from './look-down.js';
import type { ItemOptions } from './open-item.js';
import { withItem } from './open-item.js';
import { decisionInWords, pastRuleInWords, ruleInWords, standing } from './rule.js';

/** Why a path is as it is, and what the next run does about it. */
export interface Explanation {
  readonly path: Path;
  /** What both sides last agreed on. */
  readonly row: Row | undefined;
  readonly source: ExplainedSide;
  readonly destination: ExplainedSide;
  /** A row of SPEC §3 in words; undefined where none applies, and then `does` says why. */
  readonly rule: string | undefined;
  readonly decision: Decision['do'] | undefined;
  /** What the next run does about it: one sentence. */
  readonly does: string;
  /** A run would do, try or retry something here. */
  readonly pending: boolean;
  readonly exclusions: readonly Exclusion[];
  /** Folders above it of which more is to be said than that both sides have them. */
  readonly above: readonly { readonly path: Path; readonly does: string }[];
  /** The delete of this path waits for approval. */
  readonly hold: { readonly id: string; readonly approved: boolean; readonly proof: string } | undefined;
  /** Where the journal knows this very file from: it may have been renamed. */
  readonly renamedFrom: Path | undefined;
  /** End of the last run that changed the journal, ms since the epoch. */
  readonly lastRunMs: number | undefined;
  /** What a run last did here, or could not: as it was recorded then. */
  readonly last: LastOutcome | undefined;
}

/** A recorded outcome, with what it followed from in words. */
export interface LastOutcome extends PastOutcome {
  readonly rule: string;
}

/** What one side shows under the path. */
export interface ExplainedSide {
  /** `unseen`: nothing can be said of it, for its folder can't be listed whole or is unknown. `excluded`: nobody looks. */
  readonly seen: Seen | 'excluded';
  readonly standing: Standing | undefined;
  /** Why its folder could not be listed whole. */
  readonly incomplete: string | undefined;
}

/**
 * Explains one path: lists the folders above it and its own on both sides, reads what has to be compared, and decides as a
 * run would. Writes nothing and needs no lock. Undefined: neither side nor the journal knows of such a path.
 */
export async function explain(
  item: Item,
  path: Path,
  options: ItemOptions,
): Promise<Explanation | undefined> {
  return withItem(item, options, 'read', async ({ run, roots }) => {
    const exclusions = exclusionsOf(item, run.selection)(path);
    const looks = await lookDown(path, run, roots);
    const last = looks.at(-1)!;
    const row = run.journal.get(path);
    const own = exclusions.length === 0 && last.path === path ? last : undefined;
    const past = run.journal.lastOutcome(path);
    if (exclusions.length === 0 && row === undefined && past === undefined && isNothing(last, path))
      return undefined;
    const above = looks.filter((look) => look.path !== path);
    const left = own !== undefined && above.some((look) => isLeft(decideAbove(look, run)));
    const { decision, hashes } =
      own === undefined || left ? NO_DECISION : await decideReading(own.pairing, parentOf(path), run);
    return {
      path,
      row,
      source: exclusions.length > 0 ? EXCLUDED : explainedSide('source', last, path, hashes),
      destination: exclusions.length > 0 ? EXCLUDED : explainedSide('destination', last, path, hashes),
      rule: decision === undefined ? undefined : ruleInWords(own!.pairing, decision, hashes),
      decision: decision?.do,
      does: left ? LEFT : whatIsDone(exclusions, own, last, decision),
      pending: decision !== undefined && isPending(decision, own!.pairing),
      exclusions,
      above: exclusions.length > 0 ? [] : above.flatMap((look) => toldAbove(look, run)),
      hold: await heldAt(path, run),
      renamedFrom: decision === undefined ? undefined : renamedFrom(path, decision, run),
      lastRunMs: lastRunMsOf(run.journal),
      last: past && { ...past, rule: pastRuleInWords(past) },
    };
  });
}

const NO_DECISION = { decision: undefined, hashes: {} } as const;

const LEFT = 'nothing is done, for a folder above it is left as it is';

const EXCLUDED: ExplainedSide = { seen: 'excluded', standing: undefined, incomplete: undefined };

/** Neither side has the path, or a folder that it could be in. */
function isNothing(last: Look, path: Path): boolean {
  const { source, destination } = last.pairing;
  if (isLeftOut(last) || isUnknown(source) || isUnknown(destination)) return false;
  return last.path !== path || (source === 'absent' && destination === 'absent');
}

/** A name that was left out of a listing is there, though it shows nothing. */
function isLeftOut({ pairing: { name }, listings }: Look): boolean {
  return listings.source.leftOut.has(name) || listings.destination.leftOut.has(name);
}

function explainedSide(side: Side, look: Look, path: Path, hashes: Hashes): ExplainedSide {
  if (look.path !== path) {
    return {
      seen: isUnknown(look.pairing[side]) ? 'unseen' : 'absent',
      standing: undefined,
      incomplete: undefined,
    };
  }
  const { complete, incompleteBecause } = look.listings[side];
  const incomplete = complete ? undefined : (incompleteBecause ?? 'the listing is not complete');
  return { seen: look.pairing[side], standing: standing(look.pairing, side, hashes), incomplete };
}

function whatIsDone(
  exclusions: readonly Exclusion[],
  own: Look | undefined,
  last: Look,
  decision: Decision | undefined,
): string {
  if (exclusions.length > 0) return 'it takes no part: nothing is done about it on either side';
  if (own === undefined || decision === undefined) {
    const unknown = isUnknown(last.pairing.source) || isUnknown(last.pairing.destination);
    return unknown
      ? 'nothing is done, for a folder above it is unknown on one side'
      : 'its folder is gone from both sides: the journal forgets it';
  }
  if (isLeftOut(own)) {
    return 'it takes no part: folders are left out (--no-recursive)';
  }
  return decisionInWords(decision, own.pairing);
}

function isPending(decision: Decision, { source, destination }: Pairing): boolean {
  return (
    isUnknown(source) || isUnknown(destination) || (decision.do !== 'nothing' && decision.do !== 'descend')
  );
}

function decideAbove({ path, pairing }: Look, run: Run): Decision {
  return decide(pairing, parentOf(path), run.policy);
}

/** Left alone, at and below: what may stand there plays no part. */
function isLeft(decision: Decision): boolean {
  return decision.do === 'apply' && decision.operation.op === 'skip';
}

function toldAbove(look: Look, run: Run): Explanation['above'] {
  const decision = decideAbove(look, run);
  return decision.do === 'descend'
    ? []
    : [{ path: look.path, does: decisionInWords(decision, look.pairing) }];
}

async function heldAt(path: Path, run: Run): Promise<Explanation['hold']> {
  const hold = await readHold(run.journal);
  if (hold === undefined) return undefined;
  const held = (await readHeldPaths(run.journal, hold)).find((each) => each.path === path);
  return held === undefined ? undefined : { id: hold.id, approved: hold.approved, proof: held.proof };
}

function renamedFrom(path: Path, decision: Decision, run: Run): Path | undefined {
  if (decision.do !== 'apply' && decision.do !== 'make') return undefined;
  const { operation } = decision;
  const made =
    decision.do === 'make' ? decision.directory : 'content' in operation ? operation.content : undefined;
  return made === undefined ? undefined : knownFrom(path, made, otherSide(operation.side), run);
}
