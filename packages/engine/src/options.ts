import type { Connections } from './open-endpoints.js';
import type { PlannedOperation } from './items/planned.js';

/** How one run of an item is carried out; what is to be kept in step is said by the item. */
export interface RunOptions {
  /** Directory that holds `items/<item>/journal`; made if missing. An empty path is refused (`usage`). */
  readonly stateDirectory: string;
  /** Plans only: the same operations as `planned`, nothing written on either side or in the state directory. */
  readonly dryRun?: boolean | undefined;
  /** Of a dry run: refused while a real run would be (SPEC §8); otherwise it plans beside the run that is under way. */
  readonly refuseLocked?: boolean | undefined;
  /** Carries out in this run what the delete guard would hold. */
  readonly approveDeletes?: boolean | undefined;
  /**
   * Carries out these operations alone, each only if its preconditions are still those of the plan; one that is not done
   * for want of that is reported `stale`. Anything else is left for a run without a plan.
   */
  readonly plan?: readonly PlannedOperation[] | undefined;
  /** Told of each operation that a dry run plans or would hold: what a later run may be given as its `plan`. */
  readonly onPlanned?: ((operation: PlannedOperation) => void) | undefined;
  /** Connections to servers that are shared with other items of this process. */
  readonly connections?: Connections | undefined;
  /** Stops gracefully: what is in hand is finished or rolled back and committed; the summary says 130. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Asked before each piece of work; a promise makes the run wait. For a consumer of the events that is slower than the
   * run: an observable cannot wait for those who listen to it.
   */
  readonly pace?: (() => Promise<void> | undefined) | undefined;
}
