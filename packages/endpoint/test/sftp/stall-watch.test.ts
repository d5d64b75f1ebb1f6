import t from 'tap';
import { StallWatch, type Stall } from '../../src/sftp/stall-watch.js';

const TIMEOUT_MS = 20;

/** How a session ends of which nothing is heard, and after how long. */
function stallOf(expect: (watch: StallWatch) => void): Promise<Stall & { readonly afterMs: number }> {
  return new Promise((resolve) => {
    const beganMs = performance.now();
    const traffic = { movedBytes: 0, answeredMs: 0 };
    const watch = new StallWatch(
      TIMEOUT_MS,
      () => traffic,
      (stall) => {
        watch.stop();
        clearInterval(alive);
        resolve({ ...stall, afterMs: performance.now() - beganMs });
      },
    );
    // The watch alone keeps no process alive.
    const alive = setInterval(() => undefined, 1_000);
    expect(watch);
  });
}

t.test('what takes long by its nature is waited for longer, though not for ever', async (t) => {
  const usual = await stallOf((watch) => watch.expect(1));
  t.match(usual, { why: 'no answer within 0.02 s', isPassedBy: false });
  t.ok(usual.afterMs > TIMEOUT_MS);
  const long = await stallOf((watch) => watch.expect(2, true));
  t.match(long, { why: 'no answer within 0.4 s' });
  t.ok(long.afterMs > 20 * TIMEOUT_MS);
  const after = await stallOf((watch) => {
    watch.expect(2, true);
    watch.expect(1);
  });
  t.match(after, { why: 'no answer within 0.02 s' }, 'what takes long has its answer');
});
