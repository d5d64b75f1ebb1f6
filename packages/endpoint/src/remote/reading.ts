import type { Answer, Path } from '@syncline/model';
import { CHUNK_BYTES } from '../content.js';
import { garbled, isGarbled, notKnown, pathError } from './errors.js';

/** What stands under the name is another version than the one that was to be read. */
export function replaced(path: Path, found?: Answer): Error {
  if (found?.kind === 'unknown') return notKnown(found.problem.message, path);
  if (found !== undefined && isGarbled(found, path)) return garbled(path);
  return pathError(
    'stale',
    path,
    'It is not the version that was planned any more: decided anew at the next run',
  );
}

/** More or fewer bytes came than expected, although the transfer ended well. */
export class SizeDiffers extends Error {
  asError(path: Path): Error {
    return pathError('unreadable', path, `${this.message}; it is tried again`, true);
  }
}

/** More came than the file was to have. */
export function tooMuch(size: number): SizeDiffers {
  return new SizeDiffers(`The server sent more than the ${size} bytes of the file`);
}

/** Content in pieces of at most `CHUNK_BYTES`. */
export async function* chunksOf(whole: Buffer): AsyncGenerator<Buffer, void> {
  for (let from = 0; from < whole.length; from += CHUNK_BYTES) yield whole.subarray(from, from + CHUNK_BYTES);
}
