export * from './dirty-set.js';
export * from './schedule.js';
export { localTime, systemZone, zoneNamed, type LocalTime, type Zone } from './zone.js';
export { nextRun, nextRuns } from './occurrences.js';
export { describeSchedule, formatMinuteOfDay } from './describe.js';
export { bothWrite, takeTurns, type Subtree, type Touched } from './subtrees.js';
export { RunQueue, type RunQueueOptions, type Standing, type Wanted } from './run-queue.js';
export { backoffMs, ENDPOINT_BACKOFF, type BackoffLimits } from './backoff.js';
export { Timetable, type Clock, type Timed } from './timetable.js';
