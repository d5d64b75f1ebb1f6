import { createHash, hash } from 'node:crypto';
import type { Content, ReadableEndpoint } from '@syncline/endpoint';
import type { FileEntry, Path } from '@syncline/model';
import { SynclineError } from '@syncline/model';

/** What has to be read to know whether two files are equal; a side that is undefined has the hash `known`. */
export interface ContentComparison {
  readonly path: Path;
  readonly source: FileEntry | undefined;
  readonly destination: FileEntry | undefined;
  readonly known: string | undefined;
}

/**
 * Reads what is asked for and tells whether the two versions are equal. Throws as `ReadableEndpoint.read` does, and
 * `busy` when a file changed while it was read.
 */
export async function compareContent(
  comparison: ContentComparison,
  sides: { readonly source: ReadableEndpoint; readonly destination: ReadableEndpoint },
  signal: AbortSignal,
): Promise<{ readonly equal: boolean; readonly hash: string | undefined }> {
  const { path, source, destination, known } = comparison;
  const [left, right] = await Promise.all([
    source === undefined ? known : hashOf(sides.source, path, source, signal),
    destination === undefined ? known : hashOf(sides.destination, path, destination, signal),
  ]);
  return { equal: left === right, hash: left };
}

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
