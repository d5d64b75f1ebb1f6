import { copyTree } from '@syncline/endpoint';
import type { Path, Side } from '@syncline/model';
import { otherSide, sameTime } from '@syncline/model';
import type { Config } from './config.ts';
import type { Edit } from './edits.ts';
import { applyEdit } from './edits.ts';
import type { JournalContent } from './memory-journal.ts';
import { copyJournal, emptyJournal, rowAt } from './memory-journal.ts';
import { contentOf, trashOf, treeOf } from './tree.ts';
import { Coincidence } from './violation.ts';
import type { Random } from './random.ts';
import type { Root } from './volume-state.ts';
import { LoggedVolume } from './write-log.ts';
import { adoptTree } from './volume-state.ts';

export const SIDES = ['source', 'destination'] as const satisfies readonly Side[];

/** 2026-01-01 UTC, µs. */
const FIRST_MOMENT_US = 1_767_225_600_000_000;

/** Everything that outlives a run, and what an observer has to remember to judge it. */
export interface World {
  readonly config: Config;
  readonly source: LoggedVolume;
  readonly destination: LoggedVolume;
  readonly clock: Clock;
  readonly journal: JournalContent;
  readonly truth: Truth;
  /** Told what happens, for a report. */
  readonly log?: Log | undefined;
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
  /** Contents that must not get lost: they were there, and no user removed the last copy. */
  readonly live: Set<string>;
  /** Contents that a side ever had: only what the other side had and has no more may go. */
  readonly had: Readonly<Record<Side, Set<string>>>;
  /** Per path the contents that stood there on both sides at one time. */
  readonly agreed: Map<Path, Set<string>>;
}

/** A world at one moment, by value. */
export interface Moment {
  readonly us: number;
  readonly source: Root;
  readonly destination: Root;
  readonly journal: JournalContent;
  readonly truth: Truth;
}

export function newWorld(config: Config, log?: Log): World {
  const truth: Truth = {
    versions: 0,
    made: new Set(),
    live: new Set(),
    had: { source: new Set(), destination: new Set() },
    agreed: new Map(),
  };
  const clock: Clock = { us: FIRST_MOMENT_US, stopped: false };
  return { ...volumesOf(config, clock), config, clock, truth, journal: emptyJournal(), log };
}

export function momentOf({ clock, source, destination, journal, truth }: World): Moment {
  return {
    us: clock.us,
    source: copyTree(source.root!),
    destination: copyTree(destination.root!),
    journal: copyJournal(journal),
    truth: copyTruth(truth),
  };
}

/** The world after a power cut: what was written since each side was flushed is lost in part. */
export function afterPowerCut(world: World, random: Random): World {
  const [source, destination] = [world.source.afterCut(random), world.destination.afterCut(random)];
  return worldAt(world.config, { ...momentOf(world), source, destination }, world.log);
}

/** A world as it was at a moment, which stays as it is. */
export function worldAt(config: Config, moment: Moment, log?: Log): World {
  const clock: Clock = { us: moment.us, stopped: true };
  const volumes = volumesOf(config, clock);
  for (const side of SIDES) adoptTree(volumes[side], copyTree(moment[side]));
  clock.stopped = false;
  for (const side of SIDES) volumes[side].flushed();
  return {
    ...volumes,
    config,
    clock,
    journal: copyJournal(moment.journal),
    truth: copyTruth(moment.truth),
    log,
  };
}

function volumesOf(config: Config, clock: Clock): Record<Side, LoggedVolume> {
  const volume = (side: Side): LoggedVolume =>
    new LoggedVolume({
      timePrecisionUs: config[side].timePrecisionUs,
      clock: () => (clock.us += clock.stopped ? 0 : 1) + config[side].skewUs,
    });
  return { source: volume('source'), destination: volume('destination') };
}

function copyTruth({ versions, made, live, had, agreed }: Truth): Truth {
  const copied = [...agreed].map(([path, contents]) => [path, new Set(contents)] as const);
  const copiedHad = { source: new Set(had.source), destination: new Set(had.destination) };
  return { versions, made: new Set(made), live: new Set(live), had: copiedHad, agreed: new Map(copied) };
}

/** Somebody else changes a side; the observer takes note of what is made and what is lost by it. */
export function edit(world: World, done: Edit): void {
  const { truth } = world;
  keepApart(world, done.side);
  noteAgreement(world);
  const before = contentsOf(world, false);
  const newVersion = (bytes: number): string => {
    const version = `${(truth.versions += 1).toString(36)}${'.'.repeat(bytes)}`.slice(0, Math.max(bytes, 4));
    truth.made.add(version);
    return version;
  };
  applyEdit(done, {
    volume: world[done.side],
    newVersion,
    sortKey: world.config.mirrored === true ? mirroredPath : (path) => path,
  });
  const after = contentsOf(world, false);
  for (const content of after) if (!before.has(content)) truth.live.add(content);
  for (const content of before) if (!after.has(content)) truth.live.delete(content);
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

/** All contents of both sides that are not nothing. */
export function contentsOf(world: World, withTrash: boolean): Set<string> {
  const contents = new Set<string>();
  for (const side of SIDES) {
    for (const tree of [treeOf(world[side]), ...(withTrash ? [trashOf(world[side])] : [])]) {
      for (const node of tree.values())
        if (node.kind === 'file' || node.kind === 'link') contents.add(contentOf(node));
    }
  }
  contents.delete('F:');
  return contents;
}

/** Throws a `Coincidence` where two different files have to be taken for the same. */
export function requireDistinct({ source, destination, config, journal }: World): void {
  const right = treeOf(destination);
  const precisionUs = Math.max(config.source.timePrecisionUs, config.destination.timePrecisionUs);
  for (const [path, node] of treeOf(source)) {
    const twin = right.get(path);
    if (node.kind !== 'file' || twin?.kind !== 'file' || node.bytes.length !== twin.bytes.length) continue;
    const alike = sameTime(node.mtime, twin.mtime, precisionUs) && rowAt(journal, path)?.kind !== 'file';
    if (alike && !node.bytes.equals(twin.bytes)) throw new Coincidence(path);
  }
}

/** Remembers what stands on both sides now: a later absence on one of them is then a deletion. */
export function noteAgreement({ source, destination, truth }: World): void {
  const [left, right] = [treeOf(source), treeOf(destination)];
  for (const node of left.values()) truth.had.source.add(contentOf(node));
  for (const node of right.values()) truth.had.destination.add(contentOf(node));
  for (const [path, node] of left) {
    const twin = right.get(path);
    if (twin === undefined || contentOf(twin) !== contentOf(node)) continue;
    const contents = truth.agreed.get(path) ?? new Set();
    truth.agreed.set(path, contents.add(contentOf(node)));
  }
}
