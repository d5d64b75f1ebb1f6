export * from './endpoint.js';
export { createDirectoryEndpoint, type DirectoryOptions } from './directory/directory.js';
export { pathInside } from './directory/inside.js';
export {
  foldersIn,
  isFolder,
  sharedFoldersIn,
  watchLimits,
  type WatchLimits,
} from './directory/watchable.js';
export * from './ftp/index.js';
export * from './sftp/index.js';
export { createPoolRegistry } from './remote/registry.js';
export type { PoolRegistry } from './remote/registry.js';
export type { ServerOptions } from './remote/pool-use.js';
export {
  createMemoryEndpoint,
  type MemoryEndpoint,
  type MemoryOptions,
  type StepName,
} from './memory/memory.js';
export { MemoryVolume, type VolumeOptions } from './memory/volume.js';
export { VolumeHand } from './memory/hand.js';
export { copyTree } from './memory/copy-tree.js';
