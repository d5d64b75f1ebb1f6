import type { Clock } from '@syncline/scheduler';

/** A clock that goes on when it is told to. */
export function fakeClock(startMs: number) {
  let now = startMs;
  const alarms = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  const clock: Clock = {
    nowMs: () => now,
    after(ms, wake) {
      const alarm = { atMs: now + ms, wake };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
  };
  const pass = async (ms: number): Promise<void> => {
    const end = now + ms;
    for (;;) {
      const due = [...alarms].filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      alarms.delete(due);
      now = due.atMs;
      due.wake();
      await settle();
    }
    now = end;
  };
  return { clock, pass };
}

/** Lets everything that was begun come to its next wait. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
