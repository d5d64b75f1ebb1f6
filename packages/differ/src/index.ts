export * from './pairing.js';
export * from './policy.js';
export * from './decision.js';
export * from './one-way.js';
export * from './guard.js';
