export { createFtpEndpoint } from './endpoint.js';
export type { FtpOptions } from './endpoint.js';
export { createPoolRegistry } from './registry.js';
export type { PoolRegistry } from './registry.js';
export { serverCanHold } from './names.js';
