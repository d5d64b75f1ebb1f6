import type { ApplyContext, Applied } from '@syncline/applier';
import { applyOperation } from '@syncline/applier';
import type { Decision, Hashes, NamedRow, Policy } from '@syncline/differ';
import { decide, pairUp } from '@syncline/differ';
import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Listing, Name, Operation, Path } from '@syncline/model';
import { joinPath } from '@syncline/model';
import type { ScannedListing, Selection } from '@syncline/scanner';
import { NOTHING_IGNORED, NOTHING_LEFT_OUT, scan as scanDirectory } from '@syncline/scanner';
import type { Observable } from 'rxjs';
import { fromTask } from './task.js';

/*
 * The stages of a run, to compose by hand (SPEC §10). Each is cold and about one directory or one operation, so that a
 * subscription is the demand: nothing is read ahead of what is subscribed, and unsubscribing cancels.
 */

const EVERYTHING: Selection = { ignore: NOTHING_IGNORED, recursive: true, leftOut: NOTHING_LEFT_OUT };

/** One directory of a side, without what takes no part. A directory that can't be listed is no error but not complete. */
export function scan(
  endpoint: ReadableEndpoint,
  directory: Path,
  selection: Selection = EVERYTHING,
): Observable<ScannedListing> {
  return fromTask(async (emit, abort) => {
    emit(await scanDirectory(endpoint, directory, selection, [], abort.signal));
  });
}

/** What is known of one directory: both sides now, and what the journal has of it, sorted by name. */
export interface Sight {
  readonly source: Listing;
  readonly destination: Listing;
  readonly rows?: readonly NamedRow[];
}

/** What is to happen under one name. */
export interface Difference {
  readonly path: Path;
  readonly name: Name;
  readonly decision: Decision;
}

/**
 * Decides on every name of a directory by the table of the mode (SPEC §3), in the order of names. Where content has to be compared
 * the decision is `hash`: ask `decide` again with the hashes. Deletes among them are not proven yet, and not guarded.
 */
export function* diff(
  directory: Path,
  { source, destination, rows = [] }: Sight,
  policy: Policy,
  hashesOf: (path: Path) => Hashes | undefined = () => undefined,
): Generator<Difference, void, undefined> {
  for (const pairing of pairUp(rows, source, destination)) {
    const path = joinPath(directory, pairing.name);
    yield { path, name: pairing.name, decision: decide(pairing, directory, policy, hashesOf(path)) };
  }
}

/** Carries out one operation; expectations are checked right before. What fails is in the result, a lost side is an error. */
export function apply(operation: Operation, context: Omit<ApplyContext, 'signal'>): Observable<Applied> {
  return fromTask(async (emit, abort) => {
    emit(await applyOperation(operation, { ...context, signal: abort.signal }));
  });
}

export type { Applied, ApplyContext } from '@syncline/applier';
export type { Decision, GuardFacts, Hashes, NamedRow, Policy, SideAbilities } from '@syncline/differ';
/** The delete guard (SPEC §4): why deletes have to wait for approval, or undefined. */
export { decide, whyHeld as guard } from '@syncline/differ';
export type { ScannedListing, Selection, Trigger, WatchOptions } from '@syncline/scanner';
export { compileIgnore, watch } from '@syncline/scanner';
export { policyFor } from './policy-for.js';
