import type { Hash } from 'node:crypto';
import type { SynclineError } from '@syncline/model';

/**
 * Hashes the first `bytes` bytes and compares their end. Returns what was pulled beyond them; undefined when the end is
 * another, or the content shorter.
 */
export async function passOver(
  chunks: AsyncIterator<Buffer>,
  bytes: number,
  end: Buffer,
  hash: Hash,
  session: { readonly failure: SynclineError | undefined },
): Promise<Buffer | undefined> {
  const endsFrom = bytes - end.length;
  for (let passed = 0; passed < bytes;) {
    const step = await chunks.next();
    if (session.failure !== undefined) throw session.failure;
    if (step.done === true) return undefined;
    const chunk = step.value.subarray(0, bytes - passed);
    const from = Math.max(0, endsFrom - passed);
    const compared = passed + from - endsFrom;
    if (!chunk.subarray(from).equals(end.subarray(compared, compared + Math.max(0, chunk.length - from))))
      return undefined;
    hash.update(chunk);
    passed += chunk.length;
    if (passed === bytes) return step.value.subarray(chunk.length);
  }
  return Buffer.alloc(0);
}

/** What was pulled already, and then the rest. */
export async function* following(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void> {
  if (first.length > 0) yield first;
  for (;;) {
    const step = await chunks.next();
    if (step.done === true) return;
    yield step.value;
  }
}
