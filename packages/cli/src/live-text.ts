import { countOf, formatSeconds } from '@syncline/daemon/words';
import type { LiveState } from '@syncline/engine';
import { SIDES } from '@syncline/model';

import { keepStart } from './display-width.js';

/** Said when an item begins to be followed, and when it is again. */
export function liveLine({ sides }: LiveState): string {
  const named = (how: 'watched' | 'polled'): string[] =>
    SIDES.filter((side) => sides[side] === how).map((side) => `the ${side}`);
  const [watched, polled] = [named('watched').join(' and '), named('polled').join(' and ')];
  const parts = [watched === '' ? '' : `watching ${watched}`, polled === '' ? '' : `polling ${polled}`];
  return `live: ${parts.filter((part) => part !== '').join(', ')}; Ctrl-C ends it`;
}

/** One line of at most `columns` columns: what waits and since when, `nowMs` being ms since the epoch. */
export function standingLine(
  { behindSinceMs, pending, phase }: LiveState,
  nowMs: number,
  columns: number,
): string {
  const what = pending === 0 && behindSinceMs === undefined ? 'in step' : countOf(pending, 'change');
  const age =
    behindSinceMs === undefined
      ? ''
      : `, the oldest ${formatSeconds(Math.max(0, nowMs - behindSinceMs) / 1_000)} old`;
  const where = phase === 'waiting' ? 'waiting for a side that is away: ' : 'live: ';
  return keepStart(`${where}${what}${age}`, columns);
}
