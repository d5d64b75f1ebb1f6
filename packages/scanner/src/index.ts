export * from './ignore.js';
export * from './scan.js';
export * from './scan-names.js';
export * from './file-check.js';
export * from './watch/trigger.js';
export * from './watch/watch.js';
