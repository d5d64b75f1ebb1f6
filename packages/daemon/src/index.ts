export { runDaemon, type RunDaemonOptions } from './process/run-daemon.js';
export { whyNoTls } from './process/tls-files.js';
export { daemonPlaces, type DaemonPlaces } from './process/places.js';
export type * from './api/item-shapes.js';
export type * from './api/run-shapes.js';
export type { SetUp } from './http/routes/set-up.js';
