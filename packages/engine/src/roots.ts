import type { ReadableEndpoint, RootLocation, RootState } from '@syncline/endpoint';
import type { Side } from '@syncline/model';
import { isAtOrIn, isSynclineError, SIDES, SynclineError } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { ofSide } from './of-side.js';

/** The fact under which the journal keeps `KnownRoots`. */
const ROOTS_FACT = 'roots';

/** What is remembered of the two roots. */
export interface KnownRoots {
  /** Its identity, where the side can tell it. */
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  /** The sides where a file system is mounted at the root. */
  readonly mounted?: readonly Side[] | undefined;
}

export interface CheckedRoots {
  /** The destination's root is not there yet and may be made. */
  readonly makeDestination: boolean;
  readonly now: KnownRoots;
  /** The side whose root is not the directory that the journal knows, where that was not approved; of both, the source. */
  readonly foreign: Side | undefined;
}

type BothSides = Readonly<Record<Side, ReadableEndpoint>>;

/**
 * Refuses the run (SPEC §4) when a root is missing, not a directory, or lost the file system that was mounted there, or when
 * one holds the other. `approved`: what stands there now is meant to.
 */
export async function checkRoots(
  sides: BothSides,
  journal: Journal,
  signal: AbortSignal,
  approved = false,
): Promise<CheckedRoots> {
  const [source, destination] = await Promise.all([
    rootOf('source', sides, signal),
    rootOf('destination', sides, signal),
  ]);
  const known = knownRoots(journal);
  requireDirectory('source', source, sides.source.label);
  const makeDestination = destination.state === 'absent' && known === undefined && journal.rowCount === 0;
  if (!makeDestination) requireDirectory('destination', destination, sides.destination.label);
  if (destination.state === 'absent' && !destination.parentExists) {
    throw refused(
      `the folder that is to hold the destination ${sides.destination.label} does not exist: make it first, only the last folder of the path is made`,
    );
  }
  refuseNested(source, destination);
  const now = toKnow({ source, destination });
  const unmounted = SIDES.find((side) => isUnmounted(side, known, now));
  if (unmounted !== undefined && !approved) throw refused(unmountedText(unmounted, sides[unmounted].label));
  return { makeDestination, now, foreign: foreignSide(known, now) };
}

/** The roots as they are once a run has come through: that of the destination may have been made only in it. */
export async function rootsAfter(
  { now, makeDestination }: CheckedRoots,
  { destination }: BothSides,
  signal: AbortSignal,
): Promise<KnownRoots> {
  return makeDestination ? { ...now, destination: identityOf(await destination.root(signal)) } : now;
}

/** Remembers the roots that a run worked on. */
export async function rememberRoots(journal: Journal, roots: KnownRoots): Promise<void> {
  const known = knownRoots(journal);
  const isKnown =
    known?.source === roots.source &&
    known?.destination === roots.destination &&
    known?.mounted?.join() === roots.mounted?.join();
  if (known === undefined || !isKnown) await journal.setFact(ROOTS_FACT, roots);
}

/**
 * Refuses to go on where a root is not what it was when both sides were last looked at whole: what is written now would go into an
 * empty mount point. A server, where each question costs a round trip, is not asked: there it cannot happen unseen.
 */
export async function requireSameRoots(
  sides: BothSides,
  known: KnownRoots,
  signal: AbortSignal,
): Promise<void> {
  for (const side of SIDES) {
    const { traits, label } = sides[side];
    if (!traits.local) continue;
    const root = await rootOf(side, sides, signal);
    requireDirectory(side, root, label);
    if (isUnmounted(side, known, toKnow({ [side]: root }))) throw refused(unmountedText(side, label));
    if (identityOf(root) !== known[side])
      throw refused(`the root of the ${side}, ${label}, is another directory than a moment ago`);
  }
}

/** An error says which root it is about. */
async function rootOf(side: Side, sides: BothSides, signal: AbortSignal): Promise<RootState> {
  try {
    return await sides[side].root(signal);
  } catch (error) {
    if (!isSynclineError(error) || error.code !== 'refused') throw ofSide(side, error);
    const message = `the root of the ${side}, ${sides[side].label}, ${error.message}`;
    throw new SynclineError('refused', message, { scope: 'item', side, cause: error });
  }
}

function knownRoots(journal: Journal): KnownRoots | undefined {
  return journal.getFact(ROOTS_FACT) as KnownRoots | undefined;
}

function toKnow(roots: Partial<Record<Side, RootState>>): KnownRoots {
  const mounted = SIDES.filter((side) => {
    const root = roots[side];
    return root?.state === 'directory' && root.mountPoint === true;
  });
  return {
    source: identityOf(roots.source),
    destination: identityOf(roots.destination),
    ...(mounted.length > 0 && { mounted }),
  };
}

function isUnmounted(side: Side, known: KnownRoots | undefined, now: KnownRoots): boolean {
  return known?.mounted?.includes(side) === true && now.mounted?.includes(side) !== true;
}

function unmountedText(side: Side, label: string): string {
  return `a file system was mounted at the root of the ${side}, ${label}, at the last run and is not now: mount it again, or, if a plain directory is to take its place, run once with --approve-deletes`;
}

function requireDirectory(side: Side, root: RootState, label: string): void {
  if (root.state === 'directory') return;
  const what = root.state === 'absent' ? 'does not exist' : 'is not a directory';
  throw refused(`the root of the ${side}, ${label}, ${what}: is it mounted, and is the path right?`);
}

function refuseNested(source: RootState, destination: RootState): void {
  if (source.state !== 'directory' || destination.state === 'not-directory') return;
  const [left, right] = [source.location, destination.location];
  if (right === undefined || !sameHost(left, right)) return;
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

function sameHost(left: RootLocation, right: RootLocation): boolean {
  return left.host === right.host || (left.answersAt !== undefined && left.answersAt === right.answersAt);
}

/** Whether two places are one, or one inside the other, on their volume: seen through different mounts too. */
function sameVolumePlace(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return isAtOrIn(left, right) || isAtOrIn(right, left);
}

/** Whether the first root is the second one or one of its ancestors. */
function holds(outer: readonly string[], inner: readonly string[]): boolean {
  const own = outer[0];
  return own !== undefined && inner.includes(own);
}

function identityOf(root: RootState | undefined): string | undefined {
  return root?.state === 'directory' ? root.identity : undefined;
}

function foreignSide(known: KnownRoots = {}, now: KnownRoots): Side | undefined {
  const differs = (side: Side): boolean =>
    known[side] !== undefined && now[side] !== undefined && known[side] !== now[side];
  return SIDES.find(differs);
}

function refused(message: string): SynclineError {
  return new SynclineError('refused', message, { scope: 'item' });
}
