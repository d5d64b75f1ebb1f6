import type { Content, ReadableEndpoint } from '@syncline/endpoint';
import type { Entry, Path } from '@syncline/model';
import { isSynclineError } from '@syncline/model';

/** The beginning of something, for people to look at. */
export type Preview =
  | { readonly kind: 'text'; readonly text: string; /** There is more. */ readonly truncated: boolean }
  /** It holds a NUL byte, or is not UTF-8. */
  | { readonly kind: 'binary' }
  /** The bytes of the target, one character each. */
  | { readonly kind: 'link'; readonly target: string }
  /** A folder, or it can't be read: then `message` says why. */
  | { readonly kind: 'none'; readonly message?: string | undefined };

/** Enough to tell two versions of a text apart, and little enough for an answer. */
const MOST_PREVIEW_BYTES = 256 * 1024;

/** Reads the beginning of what a side showed under a path. Throws what concerns more than this path. */
export async function previewOf(
  side: ReadableEndpoint,
  path: Path,
  entry: Entry,
  signal: AbortSignal,
): Promise<Preview> {
  if (entry.kind === 'unknown') return { kind: 'none', message: entry.problem.message };
  if (entry.kind === 'directory') return { kind: 'none' };
  if (entry.kind === 'link') return { kind: 'link', target: entry.target };
  try {
    const content = await side.read(path, entry, signal);
    try {
      return shown(await beginningOf(content, signal), content.size);
    } finally {
      await content.close();
    }
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    return { kind: 'none', message: error.message };
  }
}

async function beginningOf(content: Content, signal: AbortSignal): Promise<Buffer> {
  if (content.whole !== undefined) return content.whole.subarray(0, MOST_PREVIEW_BYTES);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content.chunks()) {
    signal.throwIfAborted();
    // A chunk is used again once the next one is pulled.
    parts.push(Buffer.from(chunk.subarray(0, MOST_PREVIEW_BYTES - bytes)));
    bytes += chunk.length;
    if (bytes >= MOST_PREVIEW_BYTES) break;
  }
  return Buffer.concat(parts);
}

function shown(beginning: Buffer, size: number): Preview {
  if (beginning.includes(0)) return { kind: 'binary' };
  const truncated = beginning.length < size;
  try {
    // What is cut may be cut within a character.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(beginning, { stream: truncated });
    return { kind: 'text', text, truncated };
  } catch {
    return { kind: 'binary' };
  }
}
