import type { Endpoint, ReadableEndpoint, RootState } from '@syncline/endpoint';
import type { Side } from '@syncline/model';
import { SynclineError } from '@syncline/model';
import type { Journal } from '@syncline/state';

/** The fact under which the journal keeps the identities of both roots. */
const ROOTS_FACT = 'roots';

/** The identities of the two roots, where a side can tell them. */
export interface RootIdentities {
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
}

export interface CheckedRoots {
  /** The destination's root is not there yet and may be made. */
  readonly makeDestination: boolean;
  readonly identities: RootIdentities;
  /** The side whose root is not the directory that the journal knows, where that was not approved; of both, the source. */
  readonly foreign: Side | undefined;
}

/** Refuses the run (SPEC §4) when a root is missing or not a directory, or when one holds the other. */
export async function checkRoots(
  sides: { readonly source: ReadableEndpoint; readonly destination: Endpoint },
  journal: Journal,
  signal: AbortSignal,
): Promise<CheckedRoots> {
  const [source, destination] = await Promise.all([
    sides.source.root(signal),
    sides.destination.root(signal),
  ]);
  const known = journal.getFact(ROOTS_FACT) as RootIdentities | undefined;
  requireDirectory('source', source, sides.source.label);
  const makeDestination = destination.state === 'absent' && known === undefined && journal.rowCount === 0;
  if (!makeDestination) requireDirectory('destination', destination, sides.destination.label);
  if (destination.state === 'absent' && !destination.parentExists) {
    throw refused(
      `the folder that is to hold the destination ${sides.destination.label} does not exist: make it first, only the last folder of the path is made`,
    );
  }
  refuseNested(source, destination);
  const identities = { source: identityOf(source), destination: identityOf(destination) };
  return { makeDestination, identities, foreign: foreignSide(known, identities) };
}

/** Remembers the roots that a run worked on. */
export async function rememberRoots(journal: Journal, identities: RootIdentities): Promise<void> {
  const known = journal.getFact(ROOTS_FACT) as RootIdentities | undefined;
  if (
    known?.source === identities.source &&
    known?.destination === identities.destination &&
    known !== undefined
  )
    return;
  await journal.setFact(ROOTS_FACT, identities);
}

function requireDirectory(side: Side, root: RootState, label: string): void {
  if (root.state === 'directory') return;
  const what = root.state === 'absent' ? 'does not exist' : 'is not a directory';
  throw refused(`the root of the ${side}, ${label}, ${what}: is it mounted, and is the path right?`);
}

function refuseNested(source: RootState, destination: RootState): void {
  if (source.state !== 'directory' || destination.state === 'not-directory') return;
  const [left, right] = [source.location, destination.location];
  if (right === undefined || left.host !== right.host) return;
  const nested =
    holds(left.chain, right.chain) ||
    (destination.state === 'directory' && holds(right.chain, left.chain)) ||
    sameVolumePlace(left.volumePath, right.volumePath);
  if (nested) {
    throw refused(
      `the source ${left.path} and the destination ${right.path} are the same place, or one is inside the other: choose two separate places`,
    );
  }
}

/** Whether two places are one, or one inside the other, on their volume: seen through different mounts too. */
function sameVolumePlace(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  const within = (inner: string, outer: string): boolean =>
    inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
  return within(left, right) || within(right, left);
}

/** Whether the first root is the second one or one of its ancestors. */
function holds(outer: readonly string[], inner: readonly string[]): boolean {
  const own = outer[0];
  return own !== undefined && inner.includes(own);
}

function identityOf(root: RootState): string | undefined {
  return root.state === 'directory' ? root.identity : undefined;
}

function foreignSide(known: RootIdentities = {}, now: RootIdentities): Side | undefined {
  const differs = (side: Side): boolean =>
    known[side] !== undefined && now[side] !== undefined && known[side] !== now[side];
  return (['source', 'destination'] as const).find(differs);
}

function refused(message: string): SynclineError {
  return new SynclineError('refused', message, { scope: 'item' });
}
