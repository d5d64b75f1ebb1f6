import { createHash, hash } from 'node:crypto';
import type { Content, ReadableEndpoint } from '@syncline/endpoint';
import type { FileEntry, Path } from '@syncline/model';
import { SynclineError } from '@syncline/model';

/** SHA-256 (lower-case hex) of a file that still is `expected`, or of nothing: `busy` when it changed meanwhile. */
export async function hashOf(
  endpoint: ReadableEndpoint,
  path: Path,
  expected: FileEntry,
  signal: AbortSignal,
): Promise<string> {
  const content = await endpoint.read(path, expected, signal);
  try {
    const digest = await digestOf(content, signal);
    if (!(await content.unchanged(signal))) throw busy(path);
    return digest;
  } finally {
    await content.close();
  }
}

/** SHA-256 of the first bytes of a file that still was `expected` when it was opened. */
export async function hashOfStart(
  endpoint: ReadableEndpoint,
  path: Path,
  expected: FileEntry,
  bytes: number,
  signal: AbortSignal,
): Promise<string> {
  const content = await endpoint.read(path, expected, signal);
  try {
    if (content.whole !== undefined) return hash('sha256', content.whole.subarray(0, bytes), 'hex');
    const digest = createHash('sha256');
    let left = bytes;
    for await (const chunk of content.chunks()) {
      signal.throwIfAborted();
      digest.update(chunk.subarray(0, left));
      if ((left -= chunk.length) <= 0) break;
    }
    return digest.digest('hex');
  } finally {
    await content.close();
  }
}

async function digestOf(content: Content, signal: AbortSignal): Promise<string> {
  if (content.whole !== undefined) return hash('sha256', content.whole, 'hex');
  const digest = createHash('sha256');
  for await (const chunk of content.chunks()) {
    signal.throwIfAborted();
    digest.update(chunk);
  }
  return digest.digest('hex');
}

function busy(path: Path): SynclineError {
  return new SynclineError('busy', 'it changed while it was read; it is tried again at the next run', {
    scope: 'path',
    path,
  });
}
