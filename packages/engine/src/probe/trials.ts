import type { Endpoint } from '@syncline/endpoint';
import type { Entry } from '@syncline/model';
import { hasContent, isSynclineError, US_PER_MS } from '@syncline/model';

import type { Bench } from './bench.js';
import type { Trials } from './report.js';

/** Far enough from now to be told from it in any zone, and recent enough for listings that show the time of day. */
const AGE_HOURS = 40;
/** No zone is farther from UTC: a listing without a zone is off by so much at most. */
const WIDEST_ZONE_HOURS = 15;
const US_PER_HOUR = 3_600_000_000;
/** Odd in every unit, so that each loss of precision shows. */
const ODD_US = 41_123_457;
const US_PER_SECOND = 1_000_000;
const UNITS_US = [1, 1_000, US_PER_SECOND, 2 * US_PER_SECOND, 60 * US_PER_SECOND];
/** A clock is told by a time that is exact to this. */
const EXACT_US = 2 * US_PER_SECOND;

/** Tries everything in a folder of its own. What can't be tried is left open; only a lost side is thrown. */
export async function tryAll(
  endpoint: Endpoint,
  bench: Bench,
  nowMs: () => number,
  signal: AbortSignal,
): Promise<Omit<Trials, 'clean'>> {
  const minuteUs = 60 * US_PER_SECOND;
  const givenUs = Math.floor((nowMs() * US_PER_MS - AGE_HOURS * US_PER_HOUR) / minuteUs) * minuteUs + ODD_US;
  await bench.write('a', 'first', { mtimeUs: givenUs });
  const toldUs = mtimeOf(await bench.see('a'));
  const keepsTimes =
    toldUs === undefined ? undefined : Math.abs(givenUs - toldUs) < WIDEST_ZONE_HOURS * US_PER_HOUR;
  const timePrecisionUs = keepsTimes === true ? precisionOf(givenUs, toldUs!) : undefined;
  return {
    keepsTimes,
    timePrecisionUs,
    clockAheadMs: await attempt(() => clockAhead(bench, endpoint, nowMs)),
    caseMatters: await attempt(async () => !(await bench.answers('A'))),
    formMatters: await attempt(async () => {
      await bench.write('\u00e9', 'composed');
      return !(await bench.answers('e\u0301'));
    }),
    showsDotNames: await attempt(async () => {
      await bench.write('.dot', 'hidden?');
      return (await bench.list()).some((name) => name === '.dot');
    }),
    holdsColons: await succeeds(async () => {
      await bench.write('1:2,S', 'message');
      if (!(await bench.answers('1:2,S'))) throw new Error('it is not there under its name');
    }),
    replaces: await succeeds(async () => {
      const before = await bench.see('a');
      if (before === undefined || !hasContent(before)) throw new Error('it is not there');
      await bench.write('a', 'second version', { expected: before });
      const after = await bench.see('a');
      if (after === undefined || !hasContent(after) || after.size === before.size)
        throw new Error('it is as it was');
    }),
    renames: await succeeds(async () => {
      const before = await bench.see('a');
      if (before === undefined || !hasContent(before)) throw new Error('it is not there');
      await endpoint.move(bench.path('a'), bench.path('b'), before, signal);
    }),
    renamesFolders: await succeeds(async () => {
      await endpoint.makeDirectory(bench.path('folder'), undefined, signal);
      await endpoint.moveDirectory(bench.path('folder'), bench.path('renamed'), signal);
    }),
  };
}

async function clockAhead(
  bench: Bench,
  endpoint: Endpoint,
  nowMs: () => number,
): Promise<number | undefined> {
  const beforeMs = nowMs();
  await bench.write('clock', 'now');
  const oursMs = (beforeMs + nowMs()) / 2;
  const toldUs = mtimeOf(await bench.see('clock'));
  return toldUs === undefined || endpoint.traits.timePrecisionUs > EXACT_US
    ? undefined
    : toldUs / US_PER_MS - oursMs;
}

function mtimeOf(entry: Entry | undefined): number | undefined {
  return entry?.kind === 'file' ? entry.mtime : undefined;
}

/** The smallest unit of which the time that was kept is the given one, cut or rounded. */
function precisionOf(givenUs: number, toldUs: number): number | undefined {
  return UNITS_US.find((unit) => Math.abs(givenUs - toldUs) < unit && toldUs % unit === 0);
}

/** The answer, or undefined where asking failed; a lost side is thrown. */
async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isSynclineError(error) && error.scope !== 'path') throw error;
    return undefined;
  }
}

async function succeeds(work: () => Promise<void>): Promise<boolean> {
  return (await attempt(async () => (await work(), true))) ?? false;
}
