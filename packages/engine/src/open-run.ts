import type { ApplyContext } from '@syncline/applier';
import { createThrottle } from '@syncline/applier';
import type { Endpoint } from '@syncline/endpoint';
import type { Item, Name, Path, RunId, Side } from '@syncline/model';
import { makeRunId, SynclineError, tempName } from '@syncline/model';
import type { Journal, Spill } from '@syncline/state';
import { setTimeout as sleep } from 'node:timers/promises';
import { withinBandwidth } from './bandwidth.js';
import { areRacesOver } from './last-run.js';
import type { Committer } from './committer.js';
import { createCommitter } from './committer.js';
import type { Effects } from './effects.js';
import type { RunEvent } from './events.js';
import { runKeyOf } from './item-key.js';
import { planToApply } from './items/planned.js';
import type { RunOptions } from './options.js';
import { doesWithoutHash } from './hashless.js';
import { LightSpill } from './light-spill.js';
import { createPartials } from './partials.js';
import { policyFor } from './policy-for.js';
import { postponedIn } from './postponed.js';
import { allEnded } from './in-flight.js';
import { notedNames, noteNewName } from './hidden-names.js';
import { noteHiddenTemp } from './hidden-temps.js';
import { noteTrashed } from './hidden-trash.js';
import type { SeenMount } from './mounts.js';
import { requireMounted } from './mounts.js';
import type { Run, SinceAudit } from './run.js';
import { selectionOf, selectionRules } from './selection.js';
import { atOnceOn, createSlots } from './slots.js';
import { selectionWordOf } from './summed-files.js';
import { createTally } from './tally.js';
import { noteTrashClock } from './trash-clock.js';
import { announcerOf } from './unfinished.js';

/** What changes in a day fits; of a tree that goes or comes as a whole, a megabyte. */
const MAX_POSTPONED_IN_MEMORY = 2_000;

/** Keeps whoever makes many new files together busy while what they made is told. */
const GROUPS_AT_ONCE = 8;

export interface OpenedSides {
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

/** What a run is put together from. */
export interface RunParts {
  readonly item: Item;
  readonly options: RunOptions;
  readonly sides: OpenedSides;
  readonly journal: Journal;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  readonly effects: Effects;
  /** An earlier run did not come through. */
  readonly cutShort: boolean;
  /** Default: its own. */
  readonly shared?: SharedParts | undefined;
  /** It looks only where something changed. */
  readonly partial?: boolean | undefined;
  readonly hinted?: Run['hinted'];
  readonly sinceAudit?: SinceAudit | undefined;
  /** Default: one that the run waits for. */
  readonly committer?: Committer | undefined;
  /** Where the run keeps what has to wait; default: on the journal's disk. */
  readonly spill?: Spill | undefined;
}

/** What runs of one item that follow each other while it stays open have in common. */
export interface SharedParts {
  /** Names their temp files and their trash. */
  readonly id: RunId;
  nextTemp(): Name;
  readonly selection: Run['selection'];
  /** Keys of what was noted of their trash, on a side that hides names there. */
  readonly notedTrash: Set<string>;
  /** Waits as long as the bandwidth demands after this many bytes. */
  readonly throttle: (bytes: number) => void | Promise<void>;
}

/** Begins a series of runs; after another series of the same item (`shared`) nothing is said twice. */
export function shareParts({
  item,
  options,
  emit,
  signal,
  effects,
  shared,
}: Omit<RunParts, 'sides' | 'journal' | 'cutShort'>): SharedParts {
  const keeper = { host: effects.host(), stateDirectory: options.stateDirectory };
  const id = makeRunId(effects.nowMs(), runKeyOf(item, keeper));
  const clock = {
    nowMs: () => performance.now(),
    sleep: (ms: number, by: AbortSignal) => sleep(ms, undefined, { signal: by }),
  };
  let temps = 0;
  return {
    id,
    nextTemp: () => tempName(id, (temps += 1)),
    notedTrash: new Set(),
    selection: shared?.selection ?? selectionOf(item, options, emit),
    throttle: createThrottle(item.limits.bandwidth, clock, signal),
  };
}

/** Puts a run together from an item, its opened sides and its journal. */
export function openRun(parts: RunParts): Run {
  const { item, options, sides, journal, emit, signal, effects, cutShort } = parts;
  const { nowMs, repeat } = effects;
  const startedMs = nowMs();
  const shared = parts.shared ?? shareParts(parts);
  const { id, selection } = shared;
  const tally = createTally();
  const partials = createPartials({ journal, sides, nextTemp: shared.nextTemp });
  const unplacedTemps = new Set<Path>();
  const mounts: SeenMount[] = [];
  const makeDurable = async (): Promise<void> => {
    await flushWritten(item, sides);
    await requireMounted({ mounts, sides });
  };
  let noted: ReturnType<Run['notedNames']> | undefined;
  return {
    id,
    item,
    sides,
    journal,
    tally,
    emit,
    signal,
    nowMs,
    repeat,
    startedMs,
    writable: item.mode === 'two-way' ? ['source', 'destination'] : ['destination'],
    dryRun: options.dryRun === true,
    cutShort,
    pace: options.pace ?? (() => undefined),
    plan: planToApply(options.plan),
    onPlanned: options.onPlanned,
    policy: policyFor(item, sides, areRacesOver(journal, nowMs())),
    selection,
    selectionWord: selectionWordOf(selectionRules(item, options)),
    committer: parts.committer ?? createCommitter(journal, makeDurable, nowMs),
    postponed: postponedIn(parts.spill ?? new LightSpill(journal.spill, MAX_POSTPONED_IN_MEMORY)),
    journalledFiles: journal.contentCount,
    knewNothing: journal.rowCount === 0,
    expectedEntries: parts.partial === true || journal.rowCount === 0 ? undefined : 2 * journal.rowCount,
    plainOutcomes: 0,
    strayTemp: false,
    partial: parts.partial === true,
    hinted: parts.hinted,
    sinceAudit: parts.sinceAudit,
    partials,
    apply: applyContextOf(parts, shared, { partials, tally, unplacedTemps }),
    transfers: createSlots(atOnceOn(sides)),
    together: createSlots(GROUPS_AT_ONCE),
    created: { source: new Map(), destination: new Map() },
    kept: new Set(),
    unlisting: { source: new Set(), destination: new Set() },
    listed: { source: [], destination: [] },
    undone: new Set(),
    finalModes: [],
    mounts,
    notedNames: () => (noted ??= notedNames({ journal, sides })),
    unplacedTemps,
    plannedNames: new Set(),
    unsteady: new Map(),
    unsummed: [],
    visits: new Set(),
    walked: false,
    current: undefined,
    inHand: new Set(),
  };
}

/** How operations are carried out in a run, and what is noted before. */
function applyContextOf(
  { item, sides, journal, signal, effects, cutShort }: RunParts,
  { id, nextTemp, notedTrash, throttle }: SharedParts,
  { partials, tally, unplacedTemps }: Pick<Run, 'partials' | 'tally' | 'unplacedTemps'>,
): ApplyContext {
  const pace = withinBandwidth(throttle, sides, signal);
  let clockNoted: Promise<void> | undefined;
  return {
    reader: (side) => sides[side],
    writer: (side) => writerOf(side, item, sides),
    trash: item.trash === 'off' ? undefined : id,
    nextTemp,
    partials,
    doesWithoutHash: doesWithoutHash(item),
    tellsApart: item.mode === 'two-way',
    retries: item.limits.retries,
    onBytes: (bytes) => {
      tally.bytesOnTheWay += bytes;
      return pace(bytes);
    },
    noteTemp: (side, path) => noteHiddenTemp({ journal, sides, unplacedTemps }, side, path),
    beforeNaming: (side, path) => noteNewName({ journal, sides }, side, path),
    beforeTrash: async (side, path) => {
      await (clockNoted ??= noteTrashClock(journal, item, effects.nowMs()));
      await noteTrashed({ journal, sides, id, notedTrash }, side, path);
    },
    beforeChange: announcerOf(journal, { id, item, cutShort }),
    signal,
  };
}

/** An interrupted run too makes durable what it commits, so no signal ends this. */
export async function flushWritten(item: Item, { source, destination }: OpenedSides): Promise<void> {
  await allEnded(item.mode === 'two-way' ? [source.flush(), destination.flush()] : [destination.flush()]);
}

/** I16: a one-way run has no hand on its source. */
function writerOf(side: Side, item: Item, sides: OpenedSides): Endpoint {
  if (side === 'destination' || item.mode === 'two-way') return sides[side];
  throw new SynclineError('failed', 'a one-way run never writes its source', { scope: 'item' });
}
