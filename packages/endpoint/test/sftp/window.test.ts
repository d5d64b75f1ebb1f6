import t from 'tap';
import { AHEAD_BYTES, PIECE_BYTES } from '../../src/sftp/protocol.js';
import { LONGEST_QUEUE_MS, Window } from '../../src/sftp/window.js';

interface Run {
  /** Of the last pieces: how long each took from being sent to its answer. */
  readonly lastMs: readonly number[];
  readonly seconds: number;
  readonly most: number;
}

/** Sends pieces over a line that takes so many bytes a second and so long for a round trip. */
async function over(bytesPerSecond: number, roundTripMs: number, pieces: number): Promise<Run> {
  let nowMs = 0;
  let freeMs = 0;
  const window = new Window(
    () => roundTripMs,
    () => nowMs,
  );
  const sent: { readonly sentMs: number; readonly doneMs: number; readonly answer: () => void }[] = [];
  const tookMs: number[] = [];
  let most = 0;
  for (let left = pieces; left > 0 || sent.length > 0;) {
    for (; left > 0 && sent.length < window.pieces; left -= 1) {
      freeMs = Math.max(freeMs, nowMs) + (PIECE_BYTES / bytesPerSecond) * 1_000;
      let answer!: () => void;
      void window.watch(new Promise<void>((resolve) => (answer = resolve)));
      sent.push({ sentMs: nowMs, doneMs: freeMs + roundTripMs, answer });
    }
    most = Math.max(most, sent.length);
    const { answer, doneMs, sentMs } = sent.shift()!;
    nowMs = doneMs;
    tookMs.push(doneMs - sentMs);
    answer();
    await Promise.resolve();
  }
  return { lastMs: tookMs.slice(-100), seconds: nowMs / 1_000, most };
}

t.test('a line that is quick enough has as much on its way as may be', async (t) => {
  const { most } = await over(100_000_000, 20, 500);
  t.equal(most, AHEAD_BYTES / PIECE_BYTES);
});

t.test(
  'on a slow line nothing waits for much longer than half a second, and the line is never idle',
  async (t) => {
    for (const bytesPerSecond of [200_000, 500_000, 1_000_000]) {
      const { lastMs, seconds } = await over(bytesPerSecond, 40, 500);
      const pieceMs = (PIECE_BYTES / bytesPerSecond) * 1_000;
      t.ok(
        Math.max(...lastMs) <= LONGEST_QUEUE_MS + 40 + pieceMs * 2,
        `${Math.max(...lastMs)} ms at ${bytesPerSecond}`,
      );
      t.ok(seconds < ((500 * PIECE_BYTES) / bytesPerSecond) * 1.02 + 1, `${seconds} s at ${bytesPerSecond}`);
    }
  },
);

t.test('a line that becomes slow is found out', async (t) => {
  let nowMs = 0;
  const window = new Window(
    () => 1,
    () => nowMs,
  );
  const send = async (tookMs: number): Promise<void> => {
    const answer = window.watch(Promise.resolve());
    nowMs += tookMs;
    await answer;
  };
  for (let n = 0; n < 50; n += 1) await send(2);
  const before = window.pieces;
  for (let n = 0; n < 50; n += 1) await send(700);
  t.equal(before, 32);
  t.equal(window.pieces, 2);
  for (let n = 0; n < 50; n += 1) await send(2);
  t.equal(window.pieces, 32, 'and that it is quick again');
});
