export { createFtpEndpoint } from './endpoint.js';
export type { FtpOptions } from './endpoint.js';
export { serverCanHold } from './names.js';
