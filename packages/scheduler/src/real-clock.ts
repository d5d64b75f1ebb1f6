import type { Clock } from './timetable.js';

/** The clock of this machine. */
export const REAL_CLOCK: Clock = {
  nowMs: () => Date.now(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};
