export * from './context.js';
export * from './apply.js';
export * from './compare.js';
export * from './throttle.js';
export * from './rows.js';
