export { createSftpEndpoint } from './endpoint.js';
