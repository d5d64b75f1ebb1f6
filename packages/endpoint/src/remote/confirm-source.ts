import type { Path } from '@syncline/model';
import type { Content } from '../content.js';
import type { WriteRequest } from '../writing.js';
import { pathError } from './errors.js';

/** A write whose content was sent. */
export interface SentWrite {
  readonly request: WriteRequest;
  readonly content: Content;
  readonly signal: AbortSignal | undefined;
}

/** Throws `size` when other than the announced number of bytes came from the source, `busy` when it changed. */
export async function confirmSource({ request, content, signal }: SentWrite, bytes: number): Promise<void> {
  if (bytes !== request.size) throw wrongSize(request, bytes);
  if (!(await content.unchanged(signal))) throw busy(request.path);
}

function busy(path: Path): Error {
  return pathError(
    'busy',
    path,
    'The source changed while it was read; it is tried again at the next run',
    true,
  );
}

function wrongSize(request: WriteRequest, bytes: number): Error {
  const message = `${request.size} bytes were announced, ${bytes} came from the source; they were discarded`;
  return pathError('size', request.path, message, true);
}
