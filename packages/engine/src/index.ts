export type { RunEvent, Notice, Progress } from './events.js';
export type { RunOptions } from './options.js';
export { synchronize } from './synchronize.js';
export { createConnections, type Connections } from './open-endpoints.js';
export { live } from './live/live.js';
export type { LiveEvent, LiveState, PassKind } from './live/events.js';
export type { LiveOptions } from './live/live-options.js';
export {
  describeSchedule,
  nextRuns,
  schedule,
  systemZone,
  zoneNamed,
  type Schedule,
  type ScheduleOptions,
  type Zone,
} from '@syncline/scheduler';
export { validateItem } from './validate.js';
export { labelOf, pairOf } from './label.js';
export { probe, type ProbeOptions } from './probe/probe.js';
export type { ProbeReport, Trials } from './probe/report.js';
export * from './items/index.js';
export { noteRunOf, pastRunsOf, type PastRun } from './past-runs.js';
export * from './stages.js';
