export * from './dirty-set.js';
export * from './schedule.js';
export { localTime, systemZone, zoneNamed, type LocalTime, type Zone } from './zone.js';
export { nextRun, nextRuns } from './occurrences.js';
export { describeSchedule, formatMinuteOfDay } from './describe.js';
export { bothWrite, takeTurns, type Subtree, type Touched } from './subtrees.js';
