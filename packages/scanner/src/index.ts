export * from './ignore.js';
export * from './scan.js';
export * from './file-check.js';
