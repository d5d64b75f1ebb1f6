import type { Progress } from '@syncline/engine';
import type { Outcome } from '@syncline/model';
import { showPath, showPaths } from '@syncline/model';
import type { RunRecord } from '@syncline/state';
import type { LineShape, ProgressShape, RunShape } from './run-shapes.js';

/** `isRunning`: it goes on in this process. One that neither goes on nor ended was lost with its process. */
export function runShape(record: RunRecord, isRunning: boolean): RunShape {
  const { number, item, trigger, startedMs, endedMs, summary, kept, dropped } = record;
  return {
    number,
    item,
    trigger,
    started: isoTime(startedMs),
    ...(endedMs === undefined ? {} : { ended: isoTime(endedMs) }),
    state: summary !== undefined ? 'ended' : isRunning ? 'running' : 'lost',
    ...(summary === undefined ? {} : { summary: { ...summary } }),
    kept,
    dropped,
  };
}

export function lineShape(sequence: number, outcome: Outcome): LineShape {
  const { path, from, encoding } = showPaths(outcome.path, outcome.from);
  const { op, side, bytes, reason, code, message } = outcome;
  return withoutUndefined({
    sequence,
    op,
    side,
    path,
    from,
    encoding,
    outcome: outcome.outcome,
    bytes,
    reason,
    code,
    message,
  });
}

export function progressShape({ current, ...rest }: Progress): ProgressShape {
  return withoutUndefined({ ...rest, current: current && showPath(current).path });
}

/** ISO 8601, UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** What is absent is left out, as in JSON. */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Defined<T>;
}
