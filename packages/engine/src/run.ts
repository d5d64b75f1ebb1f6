import type { Applied, ApplyContext } from '@syncline/applier';
import type { Endpoint } from '@syncline/endpoint';
import type { Policy } from '@syncline/differ';
import type {
  Item,
  Name,
  Operation,
  Outcome,
  OutcomeName,
  Path,
  Problem,
  RunId,
  Side,
} from '@syncline/model';
import { outcomeOf } from '@syncline/model';
import type { Selection } from '@syncline/scanner';
import type { Dirty } from '@syncline/scheduler';
import type { Journal } from '@syncline/state';
import type { Committer } from './committer.js';
import type { RunEvent } from './events.js';
import type { PlannedOperation, PlanToApply } from './items/planned.js';
import { plannedOperation } from './items/planned.js';
import type { SeenMount } from './mounts.js';
import type { RunPartials } from './partials.js';
import { remember } from './past-outcome.js';
import type { Postponed } from './postponed.js';
import type { Slots } from './slots.js';
import type { Tally } from './tally.js';

/** Everything that one run of an item holds on to. */
export interface Run {
  readonly id: RunId;
  readonly item: Item;
  readonly policy: Policy;
  readonly dryRun: boolean;
  /** An earlier run did not come through: what it wrote last may be torn. */
  readonly cutShort: boolean;
  /** The sides that this run may write: the destination, two-way both. */
  readonly writable: readonly Side[];
  /** Both sides. They are written through `apply.writer` alone, which refuses the source of a one-way run. */
  readonly sides: Readonly<Record<Side, Endpoint>>;
  /** When the run started, ms since the epoch: the moment in the names of conflict copies. */
  readonly startedMs: number;
  readonly selection: Readonly<Record<Side, Selection>>;
  /** Tells the rules of `selection` from those of another run. */
  readonly selectionWord: string;
  readonly journal: Journal;
  readonly committer: Committer;
  readonly postponed: Postponed;
  /** Large files that may be continued by a later attempt. */
  readonly partials: RunPartials;
  readonly apply: ApplyContext;
  /** Bounds the transfers of the whole run, whatever the number of directories being visited. */
  readonly transfers: Slots;
  /** The same for groups of new files that are made together. */
  readonly together: Slots;
  readonly tally: Tally;
  /** Files and links that the journal had at the start. */
  readonly journalledFiles: number;
  /** It looks only where something changed: what it does not see says nothing. */
  readonly partial: boolean;
  /** Of one that looks only where something changed: what is known to have changed on a side besides. */
  readonly hinted: ((side: Side) => Promise<Hinted>) | undefined;
  /** What the delete guard counts besides this run's own: the deletes of live passes since the last audit (SPEC §4). */
  readonly sinceAudit: SinceAudit | undefined;
  /** Sizes of the files that this run creates on either side, for the guard: size → how many. */
  readonly created: Readonly<Record<Side, Map<number, number>>>;
  /**
   * Folders that the other side does not have and that have to stay, because something below them was changed, is
   * ignored or is unknown.
   */
  readonly kept: Set<Path>;
  /** Folders of a side that turned out to have a name which it did not list: what they list may be that, and is not deleted. */
  readonly unlisting: Readonly<Record<Side, Set<Path>>>;
  /** Directories of a side that were listed whole, as many as are remembered, for the look before deletes. */
  readonly listed: Readonly<Record<Side, Path[]>>;
  /** Paths that were decided upon without coming into the journal, as many as are remembered: no further look reports them anew. */
  readonly undone: Set<Path>;
  /** Folders made writable to be filled, and the mode that they get in the end. */
  readonly finalModes: { readonly side: Side; readonly path: Path; readonly mode: number }[];
  /** Mount points within the sides that were met on the way down. */
  readonly mounts: SeenMount[];
  /** Names that a side may hide and an earlier run may have given, by their directory. */
  readonly notedNames: () => Promise<ReadonlyMap<Path, readonly Name[]>>;
  /** Temp files on a side that hides them which have not become what they were written for. */
  readonly unplacedTemps: Set<Path>;
  /** What a dry run names its conflict copies: no later look finds them on a side. */
  readonly plannedNames: Set<Path>;
  readonly emit: (event: RunEvent) => void;
  /** The operations that this run may carry out, where not all. */
  readonly plan: PlanToApply | undefined;
  readonly onPlanned: ((operation: PlannedOperation) => void) | undefined;
  /** What did not hold still when it was made, and has to be decided anew after the walk. */
  readonly unsteady: Map<Path, Applied>;
  /** Directories whose files were looked at one by one, to be summed up in the end. */
  readonly unsummed: Path[];
  /** Visits under way: they are waited for before anything is closed. */
  readonly visits: Set<Promise<void>>;
  /** The walk is over: what waited is being done, and nothing can wait any more. */
  walked: boolean;
  /** The journal was empty at the start. */
  readonly knewNothing: boolean;
  /** Entries on both sides that the journal lets expect, where everything is looked at. */
  readonly expectedEntries: number | undefined;
  /** Copies and new folders that went well, as many as are remembered. */
  plainOutcomes: number;
  /** A temp file may be left where this run does not look: the next one does, as after a run that was cut short. */
  strayTemp: boolean;
  /** The path that was last begun with, for progress. */
  current: Path | undefined;
  /** Paths of single operations under way, in the order in which they began: what takes long stands first. */
  readonly inHand: Set<Path>;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Calls back every so often until what it returns is called. */
  readonly repeat: (everyMs: number, work: () => void) => () => void;
  /** Waits while whoever listens cannot keep up. */
  readonly pace: () => Promise<void> | undefined;
}

/** Names and directories that may have changed. */
export type Hinted = Pick<Dirty, 'names' | 'trees'>;

/** What the delete guard knows since everything was looked at, and nothing was held. */
export interface SinceAudit {
  /** Files and links that the journal had then, and that each side listed. */
  readonly journalled: number;
  readonly listed: Readonly<Record<Side, number>>;
  /** Files and links deleted from each side since; a run that is not held adds its own. */
  readonly deletes: Record<Side, number>;
}

/** What is beyond them may be reported twice. */
const MAX_UNDONE = 10_000;

function isUndone({ op, outcome }: Outcome): boolean {
  return op === 'skip' || outcome !== 'applied';
}

/** Whether a path was left undone, or may have been: not all are remembered. */
export function mayBeUndone(path: Path, { undone }: Run): boolean {
  return undone.has(path) || undone.size >= MAX_UNDONE;
}

/** Counts and emits how an operation turned out. */
export function report(run: Run, operation: Operation, outcome: OutcomeName, problem?: Problem): void {
  const line: Outcome = outcomeOf(operation, outcome, problem);
  run.tally.count(line);
  run.emit({ type: 'operation', outcome: line });
  if (isUndone(line) && run.undone.size < MAX_UNDONE) run.undone.add(line.path);
  if (outcome !== 'planned') remember(run, operation, outcome, problem);
  if (run.dryRun && operation.op !== 'skip')
    run.onPlanned?.({ ...plannedOperation(operation), held: outcome === 'held' });
}

/** Reports an operation as done, which in a dry run is `planned`. */
export function reportDone(run: Run, operation: Operation): void {
  report(run, operation, run.dryRun ? 'planned' : 'applied');
}

/** Tells people something that belongs to no single path. */
export function notice(
  { emit }: { readonly emit: (event: Extract<RunEvent, { type: 'notice' }>) => void },
  level: 'info' | 'warning' | 'error',
  message: string,
): void {
  emit({ type: 'notice', notice: { level, message } });
}
