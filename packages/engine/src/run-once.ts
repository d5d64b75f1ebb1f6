/**
 * A run with its effects given: what `synchronize` is made of. For simulators and for embedding; may change between
 * minor versions.
 */
export { attempt as runOnce } from './attempt.js';
export type { Effects } from './effects.js';
export type { RunEvent } from './events.js';
export type { RunOptions } from './options.js';
