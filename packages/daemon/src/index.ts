export { openAccess } from './access/access.js';
export { createNetworkApp, createSocketApp } from './http/app.js';
