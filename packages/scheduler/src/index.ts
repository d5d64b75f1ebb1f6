export * from './dirty-set.js';
