export { createSftpEndpoint } from './endpoint.js';
export type { SftpOptions } from './endpoint.js';
