export * from './base.js';
export * from './ftp/index.js';
export * from './sftp/index.js';
export {
  createMemoryEndpoint,
  type MemoryEndpoint,
  type MemoryOptions,
  type StepName,
} from './memory/memory.js';
export { MemoryVolume, type VolumeOptions } from './memory/volume.js';
export { VolumeHand } from './memory/hand.js';
export { copyTree } from './memory/copy-tree.js';
