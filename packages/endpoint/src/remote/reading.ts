import type { Answer, Path } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
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

/** Fewer came than the file was to have. */
export function tooLittle(bytes: number, size: number): SizeDiffers {
  return new SizeDiffers(`The server sent ${bytes} of the ${size} bytes of the file`);
}

/** More came than the file was to have. */
export function tooMuch(size: number): SizeDiffers {
  return new SizeDiffers(`The server sent more than the ${size} bytes of the file`);
}

/**
 * What an attempt to read a file fails with: content that does not come as expected may be that of another version, which is no
 * fault of the file.
 */
export async function whyNotRead(
  path: Path,
  error: unknown,
  isUnchanged: () => Promise<boolean>,
): Promise<unknown> {
  const suspect = error instanceof SizeDiffers || (isSynclineError(error) && error.code === 'unreadable');
  if (!suspect) return error;
  if (!(await isUnchanged())) return replaced(path);
  return error instanceof SizeDiffers ? error.asError(path) : error;
}

/** Content in pieces of at most `CHUNK_BYTES`. */
export async function* chunksOf(whole: Buffer): AsyncGenerator<Buffer, void> {
  for (let from = 0; from < whole.length; from += CHUNK_BYTES) yield whole.subarray(from, from + CHUNK_BYTES);
}
