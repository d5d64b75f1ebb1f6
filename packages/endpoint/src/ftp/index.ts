export { createFtpEndpoint } from './endpoint.js';
export { serverCanHold } from './names.js';
