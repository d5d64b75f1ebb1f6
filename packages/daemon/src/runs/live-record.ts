import type { Outcome, Summary } from '@syncline/model';
import { bothPasses, NO_COUNTS } from '@syncline/model';
import type { Clock } from '@syncline/scheduler';
import type { RunHistory, RunRecord, RunWriter, Trigger } from '@syncline/state';
import { conclude } from './conclude.js';

/**
 * Writes the passes of a live item down as runs. A pass for each message would bury what matters, so what goes on without
 * a longer pause is one run.
 */
export interface LiveRecord {
  /** The run that is being written, if there is one. */
  readonly current: RunRecord | undefined;
  /** All passes of that run so far came through, and there was one. */
  readonly cameThrough: boolean;
  /** When a pass came through last, of whatever run; ms since the epoch. */
  readonly succeededMs: number | undefined;
  line(outcome: Outcome): void;
  /** A pass has ended. */
  pass(summary: Summary): void;
  /** Does something as soon as all before it is written and told. */
  after(work: () => void): void;
  /** Ends what is being written. Resolves when everything is on disk. */
  close(): Promise<void>;
}

export interface LiveRecordOptions {
  readonly item: string;
  readonly history: Pick<RunHistory, 'begin'>;
  readonly clock: Clock;
  readonly onBegun: (record: RunRecord) => void;
  readonly onLine: (number: number, outcome: Outcome) => void;
  readonly onEnded: (record: RunRecord) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Quiet for so long, and a run is over. */
const PAUSE_MS = 30_000;
/** An item that never rests has a run for each quarter of an hour. */
const LONGEST_MS = 15 * 60_000;

export function createLiveRecord(options: LiveRecordOptions): LiveRecord {
  const { item, history, clock, onBegun, onLine, onEnded, onFailure } = options;
  let work: Promise<unknown> = Promise.resolve();
  let writer: RunWriter | undefined;
  let sum: Summary | undefined;
  let startedMs = 0;
  /** When it last did something: the quiet before it is ended is no part of it. */
  let lastMs = 0;
  let succeededMs: number | undefined;
  let cancelEnd: (() => void) | undefined;
  let trigger: Trigger = 'start';

  /** One step after the other; a history that can't be written does not stop the item. */
  const then = (step: () => Promise<unknown>): void => {
    work = work.then(step).catch(onFailure);
  };

  const open = async (sinceMs = 0): Promise<RunWriter> => {
    lastMs = clock.nowMs();
    if (writer !== undefined) return writer;
    startedMs = lastMs - sinceMs;
    writer = await history.begin(item, trigger, startedMs);
    trigger = 'live';
    onBegun(writer.record);
    return writer;
  };

  const end = async (): Promise<void> => {
    cancelEnd?.();
    const [ending, summary] = [writer, sum];
    writer = sum = undefined;
    if (ending === undefined) return;
    const seconds = (lastMs - startedMs) / 1_000;
    onEnded(await conclude(ending, { ...(summary ?? { ...NO_COUNTS, exit: 130 }), seconds }, lastMs));
  };

  return {
    get current() {
      return writer?.record;
    },
    get cameThrough() {
      return sum?.exit === 0;
    },
    get succeededMs() {
      return succeededMs;
    },
    line(outcome) {
      then(async () => {
        const run = await open();
        run.line(outcome);
        onLine(run.record.number, outcome);
      });
    },
    pass(summary) {
      then(async () => {
        await open(summary.seconds * 1_000);
        sum = sum === undefined ? summary : bothPasses(sum, summary);
        if (summary.exit === 0) succeededMs = lastMs;
        if (summary.exit !== 0 || clock.nowMs() - startedMs > LONGEST_MS) return end();
        cancelEnd?.();
        cancelEnd = clock.after(PAUSE_MS, () => then(end));
      });
    },
    after(afterwards) {
      then(async () => afterwards());
    },
    async close() {
      then(end);
      await work;
    },
  };
}
