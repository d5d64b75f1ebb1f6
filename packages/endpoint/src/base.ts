/*
 * What every run needs: the contract, directories, and what is to be known of servers before one is spoken to. The protocols are modules of
 * their own (`ftp`, `sftp`), so that a run without servers starts without their code.
 */
export * from './content.js';
export * from './endpoint.js';
export * from './root-state.js';
export * from './traits.js';
export * from './writing.js';
export { createDirectoryEndpoint, type DirectoryOptions } from './directory/directory.js';
export { pathInside } from './directory/inside.js';
export {
  foldersIn,
  isFolder,
  sharedFoldersIn,
  watchLimits,
  type WatchLimits,
} from './directory/watchable.js';
export { numberedName } from './trash-numbers.js';
export { serverCanHold } from './ftp/names.js';
export { createPoolRegistry } from './remote/registry.js';
export type { PoolRegistry } from './remote/registry.js';
export type { ServerOptions } from './remote/pool-use.js';
