export * from './context.js';
export * from './apply.js';
export * from './apply-new-files.js';
export * from './clash.js';
export * from './conflict.js';
export * from './hash.js';
export * from './throttle.js';
export * from './rows.js';
