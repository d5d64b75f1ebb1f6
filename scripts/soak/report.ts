import { percentile } from '../../test/live/mail.ts';
import type { Sample } from './sample.ts';

/** From the delivering rename to the complete file; ms, sorted. What was flagged or deleted before it was seen is not in it. */
export function showLatencies(name: string, latencies: readonly number[], delivered: number): void {
  const [median, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  const shown = [median, p99, latencies.at(-1) ?? Number.NaN].map((ms) => `${Math.round(ms)} ms`);
  console.log(
    `${name}: ${latencies.length} of ${delivered} seen arriving in new; median ${shown[0]}, 99 % ${shown[1]}, longest ${shown[2]}`,
  );
}

export function showSamples(samples: readonly Sample[]): void {
  console.log(`${samples.length} samples    first   median      max     last`);
  for (const key of ['rssMiB', 'openFiles', 'loopDelayMs', 'behindSeconds', 'missed'] as const) {
    const numbers = samples.map((each) => each[key]);
    const sorted = [...numbers].sort((left, right) => left - right);
    const shown = [numbers[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1), numbers.at(-1)];
    console.log(key.padEnd(14) + shown.map((number) => (number ?? 0).toFixed(1).padStart(9)).join(''));
  }
}
