import { countOf, formatBytes, formatCount, formatSeconds, safePath } from '@syncline/daemon/words';
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
  if (progress.filesFound > 0 || progress.bytes > 0) {
    const { allFound, files, bytes, filesFound, bytesFound } = progress;
    yield allFound && files < filesFound
      ? `${formatCount(files)} of ${countOf(filesFound, 'file')}`
      : countOf(files, 'file');
    yield allFound && bytes < bytesFound
      ? `${formatBytes(bytes)} of ${formatBytes(bytesFound)}`
      : formatBytes(bytes);
    yield `${formatBytes(bytesPerSecond)}/s`;
  }
  const left = secondsLeft(progress, bytesPerSecond);
  if (left !== undefined) yield `~${formatSeconds(left)} left`;
}

/**
 * Of what is found: by the rate at which it is written. Before that, as if what is still to be looked at took as long as what
 * was looked at. Undefined while that would be a mere guess.
 */
function secondsLeft(progress: Progress, bytesPerSecond: number): number | undefined {
  const { phase, seconds, allFound, bytes, bytesFound } = progress;
  if (phase === 'connecting' || phase === 'finishing' || seconds < FIRST_ESTIMATE_SECONDS) return undefined;
  if (allFound && bytes < bytesFound)
    return bytesPerSecond > 0 ? Math.ceil((bytesFound - bytes) / bytesPerSecond) : undefined;
  if (phase !== 'copying') return undefined;
  const { scanned, expectedEntries = 0, directoriesDone, directoriesPending } = progress;
  if (scanned > 0 && scanned < expectedEntries)
    return Math.ceil((seconds * (expectedEntries - scanned)) / scanned);
  if (directoriesPending === 0 || directoriesDone === 0) return undefined;
  return Math.ceil((seconds * directoriesPending) / directoriesDone);
}
