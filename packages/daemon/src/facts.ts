/** Answers about items as programs get them: one JSON object each, on the command line and from the API. */
export * from './facts/why.js';
export * from './facts/conflicts.js';
export * from './facts/holds.js';
export * from './facts/trash.js';
export * from './facts/probe.js';
export * from './facts/survey.js';
