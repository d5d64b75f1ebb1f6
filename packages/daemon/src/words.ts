/** How runs are told to people, on the command line and in log files. */
export * from './words/paint.js';
export * from './words/safe-text.js';
export * from './words/quantities.js';
export * from './words/text-lines.js';
export * from './words/summary-text.js';
export * from './words/told-troubles.js';
export * from './words/moments.js';
