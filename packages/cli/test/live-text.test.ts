import type { LiveState } from '@syncline/engine';
import t from 'tap';
import { liveLine, standingLine } from '../src/live-text.js';

const NOW_MS = 1_000_000;

function state(given: Partial<LiveState> = {}): LiveState {
  return {
    phase: 'following',
    sides: { source: 'watched', destination: 'none' },
    pending: 0,
    behindSinceMs: undefined,
    auditedMs: NOW_MS,
    missed: 0,
    ...given,
  };
}

t.test('how each side is followed is said, and how to end it', async (t) => {
  t.equal(liveLine(state()), 'live: watching the source; Ctrl-C ends it');
  t.equal(
    liveLine(state({ sides: { source: 'watched', destination: 'polled' } })),
    'live: watching the source, polling the destination; Ctrl-C ends it',
  );
  t.equal(
    liveLine(state({ sides: { source: 'watched', destination: 'watched' } })),
    'live: watching the source and the destination; Ctrl-C ends it',
  );
});

t.test('what waits is told with its age, within the width of the terminal', async (t) => {
  t.equal(standingLine(state(), NOW_MS, 80), 'live: in step');
  const behind = state({ pending: 3, behindSinceMs: NOW_MS - 2_000 });
  t.match(standingLine(behind, NOW_MS, 80), /^live: 3 changes, the oldest 2\S* ?s old$/);
  t.match(
    standingLine({ ...behind, phase: 'waiting' }, NOW_MS, 80),
    /^waiting for a side that is away: 3 changes/,
  );
  t.equal(standingLine(behind, NOW_MS, 10).length, 10);
});
