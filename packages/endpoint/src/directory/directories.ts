import type { PlaceOnDisk } from './context.js';
import { DescriptorDirectories, descriptorsWork } from './descriptor-handles.js';
import type { Directories } from './handles.js';
import { PlainDirectories } from './plain-handles.js';

/**
 * The directories below a root, by descriptors where they work (`descriptors` undefined) or as told. `trustedForMs`: see
 * `DescriptorDirectories`.
 */
export function directoriesAt({ rootPath, descriptors, pin }: PlaceOnDisk, trustedForMs = 0): Directories {
  return (descriptors ?? descriptorsWork())
    ? new DescriptorDirectories(rootPath, pin, trustedForMs)
    : new PlainDirectories(rootPath, pin);
}
