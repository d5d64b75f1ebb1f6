import { Observable } from 'rxjs';

import { REAL_CLOCK } from './real-clock.js';
import type { Schedule } from './schedule.js';
import type { Clock } from './timetable.js';
import { Timetable } from './timetable.js';
import type { Zone } from './zone.js';
import { systemZone } from './zone.js';

export interface ScheduleOptions {
  /** Default: the zone of this process. */
  readonly zone?: Zone | undefined;
  /** Until when the times have been seen to, ms since the epoch: one that was missed since then is due at once. */
  readonly catchUpFromMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * The times at which the union of some schedules is due, ms since the epoch, each when it has come (SPEC §5, §10). Cold:
 * each subscription follows the clock by itself, until it is unsubscribed. Never completes.
 */
export function schedule(schedules: readonly Schedule[], options: ScheduleOptions = {}): Observable<number> {
  const { catchUpFromMs, clock = REAL_CLOCK, zone = systemZone() } = options;
  return new Observable((subscriber) => {
    const table = new Timetable(clock, ({ dueMs }) => subscriber.next(dueMs));
    table.set({ name: '', schedules, zone, catchUp: catchUpFromMs !== undefined }, catchUpFromMs);
    return () => table.stop();
  });
}
