import { countOf, formatBytes, formatSeconds, safePath } from '@syncline/daemon/words';
import type { Progress } from '@syncline/engine';

import { displayWidth, keepEnd, keepStart } from './display-width.js';

/** The rate is that of the last seconds: long enough to be calm, short enough to be true. */
const RATE_WINDOW_SECONDS = 5;
/** Before this the estimate of what is left would only jump. */
const FIRST_ESTIMATE_SECONDS = 2;
/** A path in fewer columns would tell nothing. */
const LEAST_PATH_COLUMNS = 8;

/** Bytes per second over the last few seconds, from samples of a running total. */
export class RateMeter {
  readonly #samples: { readonly bytes: number; readonly seconds: number }[] = [];

  sample(bytes: number, seconds: number): number {
    this.#samples.push({ bytes, seconds });
    while (this.#samples.length > 2 && this.#samples[1]!.seconds <= seconds - RATE_WINDOW_SECONDS)
      this.#samples.shift();
    const first = this.#samples[0]!;
    return seconds > first.seconds ? (bytes - first.bytes) / (seconds - first.seconds) : 0;
  }
}

/** One line of at most `columns` columns: files, bytes, rate, time left, and the path in hand. */
export function progressLine(progress: Progress, bytesPerSecond: number, columns: number): string {
  const facts = [...phaseFacts(progress, bytesPerSecond)].join('  ');
  const left = columns - displayWidth(facts) - 2;
  if (progress.current === undefined || left < LEAST_PATH_COLUMNS) return keepStart(facts, columns);
  return `${facts}  ${keepEnd(safePath(progress.current), left)}`;
}

function* phaseFacts(progress: Progress, bytesPerSecond: number): Generator<string> {
  if (progress.phase === 'connecting') return yield 'connecting';
  if (progress.phase !== 'copying') yield progress.phase;
  yield `${countOf(progress.scanned, 'entry', 'entries')} seen`;
  if (progress.files > 0 || progress.bytes > 0) {
    yield countOf(progress.files, 'file');
    yield formatBytes(progress.bytes);
    yield `${formatBytes(bytesPerSecond)}/s`;
  }
  const left = secondsLeft(progress);
  if (left !== undefined) yield `~${formatSeconds(left)} left`;
}

/** As if the folders still to be visited took as long as those done; undefined while that would be a mere guess. */
function secondsLeft(progress: Progress): number | undefined {
  const { phase, directoriesDone, directoriesPending, seconds } = progress;
  if (phase !== 'copying' || directoriesPending === 0 || directoriesDone === 0) return undefined;
  return seconds < FIRST_ESTIMATE_SECONDS
    ? undefined
    : Math.ceil((seconds * directoriesPending) / directoriesDone);
}
