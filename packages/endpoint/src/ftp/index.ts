export { createFtpEndpoint } from './endpoint.js';
