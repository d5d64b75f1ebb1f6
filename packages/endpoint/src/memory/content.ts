import { type FileEntry, type Path } from '@syncline/model';

import { readError, stale } from '../directory/errors.js';
import { CHUNK_BYTES, WHOLE_CONTENT_BYTES, type Content } from '../content.js';
import type { MemoryContext } from './memory.js';
import { tokenOf } from './observation.js';
import { systemError, type MemoryFile } from './volume.js';

/** `Endpoint.read`. */
export function openMemoryContent(context: MemoryContext, path: Path, expected: FileEntry): Content {
  try {
    context.step('open', path);
    const file = versionAt(context, path, expected);
    if (file === undefined) throw stale(path, 'the file changed since it was listed');
    if (!file.readable) throw systemError('EACCES');
    return contentOf(context, path, expected, file);
  } catch (error) {
    throw readError(error, path);
  }
}

function versionAt(context: MemoryContext, path: Path, expected: FileEntry): MemoryFile | undefined {
  const node = context.volume.find(path);
  return node?.kind === 'file' && tokenOf(node) === expected.token ? node : undefined;
}

function contentOf(context: MemoryContext, path: Path, expected: FileEntry, file: MemoryFile): Content {
  let bytesRead = 0;
  const step = (): void => {
    try {
      context.step('read', path);
    } catch (error) {
      throw readError(error, path);
    }
  };
  const small = file.bytes.length <= WHOLE_CONTENT_BYTES;
  if (small) {
    step();
    bytesRead = file.bytes.length;
  }
  return {
    size: expected.size,
    whole: small ? Buffer.from(file.bytes) : undefined,
    chunks: async function* chunks(fromByte = 0) {
      // A file that is edited meanwhile gives a mixture, as on a disk: `unchanged` will tell.
      for (bytesRead = fromByte; bytesRead < expected.size;) {
        step();
        const chunk = Buffer.from(
          file.bytes.subarray(bytesRead, Math.min(bytesRead + CHUNK_BYTES, expected.size)),
        );
        if (chunk.length === 0) return;
        bytesRead += chunk.length;
        yield chunk;
      }
    },
    unchanged: async () => {
      context.step('confirm', path);
      return bytesRead === expected.size && isStill(context, path, expected, file);
    },
    close: async () => undefined,
  };
}

function isStill(context: MemoryContext, path: Path, expected: FileEntry, file: MemoryFile): boolean {
  try {
    return versionAt(context, path, expected) === file;
  } catch {
    return false;
  }
}
