import { copyTree, VolumeHand } from '@syncline/endpoint';
import type { Item, Path, Side } from '@syncline/model';
import { otherSide, parseRunId, sameTime } from '@syncline/model';
import type { Config } from './config.ts';
import { itemOf } from './config.ts';
import type { Edit } from './edits.ts';
import { applyEdit } from './edits.ts';
import type { JournalContent } from './memory-journal.ts';
import { copyJournal, emptyJournal, rowAt } from './memory-journal.ts';
import type { Directory } from './tree.ts';
import { CONFLICT_NAME, trashOfRun, trashRunsOf, treeOf, viewOf } from './tree.ts';
import type { Random } from './random.ts';
import { Coincidence } from './violation.ts';
import type { Unseen } from './unseen.ts';
import { copyUnseen, hiddenNames, newUnseen, noteNamed } from './unseen.ts';
import { WatchedVolume } from './watched-volume.ts';

export const SIDES = ['source', 'destination'] as const satisfies readonly Side[];

/** 2026-01-01 UTC, µs. */
const FIRST_MOMENT_US = 1_767_225_600_000_000;

/** Everything that outlives a run, and what an observer has to remember to judge it. */
export interface World {
  readonly config: Config;
  readonly item: Item;
  readonly source: WatchedVolume;
  readonly destination: WatchedVolume;
  readonly clock: Clock;
  readonly journal: JournalContent;
  readonly truth: Truth;
  readonly unseen: Unseen;
  readonly observed: Observed;
}

/** Who watches a world, and what for. */
export interface Observed {
  /** Told what happens, for a report. */
  readonly log?: Log | undefined;
  /** Keep what a power cut needs. */
  readonly cuttable?: boolean | undefined;
  /** Keep every step, to compare two plays. */
  readonly traced?: boolean | undefined;
}

export type Log = (line: string) => void;

/** One time for all; it goes on by a microsecond whenever somebody looks. */
export interface Clock {
  us: number;
  /** While something is prepared no time passes. */
  stopped: boolean;
}

/** What an observer knows beyond what is there. */
export interface Truth {
  versions: number;
  /** Every content that a user ever made. */
  readonly made: Set<string>;
  /** Contents that a user copied or gave the name of a conflict copy, or that were there when the journal was lost: they may well be kept under several names. */
  readonly copied: Set<string>;
  /** Contents that were in the trash for longer than it keeps them. */
  readonly expired: Set<string>;
  /** Contents that must not get lost: they were there, and no user removed the last copy. */
  readonly live: Set<string>;
  /** Contents that a side ever had: only what the other side had and has no more may go. */
  readonly had: Readonly<Record<Side, Set<string>>>;
  /** Per path the contents that stood there on both sides at one time. */
  readonly agreed: Map<Path, Set<string>>;
}

/** What stands at one moment, by value. */
export interface Moment {
  readonly us: number;
  readonly source: Directory;
  readonly destination: Directory;
  readonly journal: JournalContent;
  readonly unseen: Unseen;
}

export function newWorld(config: Config, observed: Observed = {}): World {
  const truth: Truth = {
    versions: 0,
    made: new Set(),
    copied: new Set(),
    expired: new Set(),
    live: new Set(),
    had: { source: new Set(), destination: new Set() },
    agreed: new Map(),
  };
  const clock: Clock = { us: FIRST_MOMENT_US, stopped: false };
  const item = itemOf(config);
  const journal = emptyJournal();
  const volumes = volumesOf(config, clock, observed);
  return { ...volumes, config, item, clock, truth, journal, unseen: newUnseen(), observed };
}

export function momentOf({ clock, source, destination, journal, unseen }: World): Moment {
  return {
    us: clock.us,
    source: copyTree(source.root!),
    destination: copyTree(destination.root!),
    journal: copyJournal(journal),
    unseen: copyUnseen(unseen),
  };
}

/** A moment again, for a world of its own. */
export function copyMoment({ us, source, destination, journal, unseen }: Moment): Moment {
  return {
    us,
    source: copyTree(source),
    destination: copyTree(destination),
    journal: copyJournal(journal),
    unseen: copyUnseen(unseen),
  };
}

/** What may be left when the power is cut now: what was written since each side was flushed is lost in part. */
export function momentAfterCut(
  { clock, source, destination, journal, unseen }: World,
  random: Random,
): Moment {
  return {
    us: clock.us,
    source: source.afterCut(random),
    destination: destination.afterCut(random),
    journal: copyJournal(journal),
    unseen: copyUnseen(unseen),
  };
}

/** A world goes on from a moment, which becomes its own, and with what was known. */
export function worldFrom({ config, item, truth, observed }: World, moment: Moment): World {
  const clock: Clock = { us: moment.us, stopped: true };
  const volumes = volumesOf(config, clock, observed);
  for (const side of SIDES) volumes[side].setRoot(moment[side]);
  clock.stopped = false;
  const { journal, unseen } = moment;
  return { ...volumes, config, item, clock, journal, truth, unseen, observed };
}

/** The same world for one observer more: what is noted here is not noted elsewhere. */
export function withOwnTruth(world: World): World {
  const { versions, made, copied, expired, live, had, agreed } = world.truth;
  const ownAgreed = new Map([...agreed].map(([path, contents]) => [path, new Set(contents)]));
  const ownHad = { source: new Set(had.source), destination: new Set(had.destination) };
  const own = {
    made: new Set(made),
    copied: new Set(copied),
    expired: new Set(expired),
    live: new Set(live),
  };
  return { ...world, truth: { versions, ...own, had: ownHad, agreed: ownAgreed } };
}

function volumesOf(
  config: Config,
  clock: Clock,
  { cuttable = false }: Observed,
): Record<Side, WatchedVolume> {
  const volume = (side: Side): WatchedVolume => {
    const { timePrecisionUs, skewUs } = config[side];
    return new WatchedVolume({
      timePrecisionUs,
      cuttable,
      clock: () => (clock.us += clock.stopped ? 0 : 1) + skewUs,
    });
  };
  return { source: volume('source'), destination: volume('destination') };
}

/** Somebody else changes a side; the observer takes note of what is made and what is lost by it. */
export function edit(world: World, done: Edit): void {
  const { truth, config } = world;
  keepApart(world, done.side);
  noteAgreement(world);
  const { tree, contents: before } = viewOf(world[done.side]);
  const newVersion = (bytes: number): string => {
    const version = `${(truth.versions += 1).toString(36)}${'.'.repeat(bytes)}`.slice(0, Math.max(bytes, 4));
    truth.made.add(version);
    return version;
  };
  const sortKey = config.mirrored === true ? mirroredPath : undefined;
  const noteCopy = (path: Path): void => void truth.copied.add(tree.get(path)!.content);
  const dotNames = config.dotNames === true;
  const hidden = hiddenNames(world, done.side);
  applyEdit(done, { volume: world[done.side], newVersion, noteCopy, sortKey, dotNames });
  noteNamed(world, done.side, hidden);
  const { tree: treeAfter, contents: after } = viewOf(world[done.side]);
  // What somebody gives the name of a conflict copy was kept twice by them, not by a run.
  for (const [path, { content }] of treeAfter)
    if (CONFLICT_NAME.test(path) && tree.get(path)?.content !== content) truth.copied.add(content);
  const elsewhere = viewOf(world[otherSide(done.side)]).contents;
  for (const content of after) if (!before.has(content)) truth.live.add(content);
  for (const content of before)
    if (!after.has(content) && !elsewhere.has(content)) truth.live.delete(content);
}

/** Whether either side has something that cannot be read, or cannot be synchronized at all (⊥). */
export function hasUnknown(world: World): boolean {
  return SIDES.some((side) =>
    [...treeOf(world[side]).values()].some(({ kind, readable }) => kind === 'special' || !readable),
  );
}

/** Somebody puts right what cannot be read. */
export function heal(world: World): void {
  for (const side of SIDES) {
    const hand = new VolumeHand(world[side]);
    for (const [path, { kind, readable }] of treeOf(world[side])) {
      if (kind === 'special') hand.remove(path);
      else if (!readable) hand.setReadable(path, true);
    }
  }
}

/** Longer than any clock's precision, so that times of two such windows are never taken for the same. */
const WINDOW_US = 4_000_000;

/**
 * With a coarse clock, equal sizes and times of two sides stand for equal content by contract (SPEC §2). Nobody is to be
 * so unlucky here: each side is edited in seconds of its own. Edits of one side still share their moment.
 */
function keepApart({ clock, config }: World, side: Side): void {
  if (Math.max(config.source.timePrecisionUs, config.destination.timePrecisionUs) === 1) return;
  const first = (side === 'source') === (config.mirrored !== true);
  const [period, start] = [4 * WINDOW_US, first ? 0 : 2 * WINDOW_US];
  const phase = (clock.us + period - start) % period;
  if (phase >= WINDOW_US) clock.us += period - phase;
}

/** A conflict copy tells which side it came from. */
export function mirroredPath(path: Path): Path {
  return path.replace(
    /\.conflict-(source|destination)-/g,
    (_, side: Side) => `.conflict-${otherSide(side)}-`,
  ) as Path;
}

/** Throws a `Coincidence` where two different files have to be taken for the same. */
export function requireDistinct({ source, destination, config, journal }: World): void {
  const right = treeOf(destination);
  const precisionUs = Math.max(config.source.timePrecisionUs, config.destination.timePrecisionUs);
  for (const [path, { kind, content, mtime }] of treeOf(source)) {
    if (kind !== 'file') continue;
    const twin = right.get(path);
    if (twin?.kind !== 'file' || content.length !== twin.content.length || content === twin.content) continue;
    if (sameTime(mtime, twin.mtime, precisionUs) && rowAt(journal, path)?.kind !== 'file')
      throw new Coincidence(path);
  }
}

const US_PER_DAY = 24 * 3_600 * 1_000_000;

/** Remembers what the next run may purge. */
export function noteExpired(world: World): void {
  const beforeMs = trashLimitMs(world);
  for (const side of SIDES) {
    for (const run of trashRunsOf(world[side])) {
      if ((parseRunId(run)?.startedAtMs ?? Infinity) >= beforeMs) continue;
      for (const content of trashOfRun(world[side], run)) world.truth.expired.add(content);
    }
  }
}

/** Trash of runs that started before is not kept any more, ms since the epoch. */
export function trashLimitMs({ clock, config: { keepDays = 0 } }: World): number {
  return (clock.us - keepDays * US_PER_DAY) / 1_000;
}

/** Remembers what stands on both sides now: a later absence on one of them is then a deletion. */
export function noteAgreement({ source, destination, truth }: World): void {
  const [left, right] = [treeOf(source), treeOf(destination)];
  for (const { content } of left.values()) truth.had.source.add(content);
  for (const { content } of right.values()) truth.had.destination.add(content);
  for (const [path, { content }] of left) {
    if (right.get(path)?.content !== content) continue;
    const contents = truth.agreed.get(path);
    if (contents === undefined) truth.agreed.set(path, new Set([content]));
    else contents.add(content);
  }
}
