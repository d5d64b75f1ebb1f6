export type { RunEvent, Notice, Progress } from './events.js';
export type { RunOptions } from './options.js';
export { synchronize } from './synchronize.js';
export { live } from './live/live.js';
export type { LiveEvent, LiveState, PassKind } from './live/events.js';
export type { LiveOptions } from './live/live-options.js';
export { validateItem } from './validate.js';
export { labelOf, pairOf } from './label.js';
export * from './items/index.js';
