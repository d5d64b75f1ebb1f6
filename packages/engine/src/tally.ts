import type { Counts, Outcome, Side } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';

type MutableCounts = { -readonly [key in keyof Counts]: Counts[key] };

/** What a run has counted so far. */
export interface Tally {
  readonly counts: Counts;
  /** Some path is unknown, busy, failed or not holdable: exit code 1. */
  readonly troubled: boolean;
  /** Files and links that each side has listed. */
  readonly listed: Record<Side, number>;
  directoriesDone: number;
  directoriesPending: number;
  /** Bytes on the way to a side, finished or not. */
  bytesOnTheWay: number;
  /** Files and links to be written that were found so far, those that are written included, and their bytes. */
  readonly found: { readonly files: number; readonly bytes: number };
  /** What waited for the end of the walk is found, too. */
  allWaitingFound: boolean;
  find(files: number, bytes: number): void;
  /** Entries of the largest of the directories that were listed last; large before any was. */
  largestLately: number;
  count(outcome: Outcome): void;
  /** A directory was listed, with so many entries on both sides together. */
  scan(entries: number): void;
}

const COUNTED: Readonly<Record<Outcome['op'], keyof Counts>> = {
  copy: 'copied',
  update: 'updated',
  delete: 'deleted',
  mkdir: 'made',
  rmdir: 'removed',
  move: 'moved',
  conflict: 'conflicts',
  skip: 'skipped',
};

/** Entries of a directory of which nothing is known. */
const UNKNOWN_SIZE = 20_000;
/** A large directory counts for some twenty more. */
const FORGETTING = 0.8;

export function createTally(): Tally {
  const counts: MutableCounts = { ...NO_COUNTS };
  const found = { files: 0, bytes: 0 };
  const tally = {
    counts,
    troubled: false,
    listed: { source: 0, destination: 0 },
    directoriesDone: 0,
    directoriesPending: 0,
    bytesOnTheWay: 0,
    found,
    allWaitingFound: false,
    largestLately: UNKNOWN_SIZE,
    find(files: number, bytes: number): void {
      found.files += files;
      found.bytes += bytes;
    },
    count(outcome: Outcome): void {
      const { op } = outcome;
      if (outcome.outcome === 'applied' || outcome.outcome === 'planned') {
        counts[COUNTED[op]] += 1;
        counts.bytes += outcome.bytes;
        tally.troubled ||= op === 'skip';
      } else if (outcome.outcome === 'held') {
        if (op === 'delete') counts.held += 1;
      } else {
        counts.failed += 1;
        tally.troubled = true;
      }
    },
    scan(entries: number): void {
      counts.scanned += entries;
      tally.largestLately = Math.max(entries, tally.largestLately * FORGETTING);
    },
  };
  return tally;
}
