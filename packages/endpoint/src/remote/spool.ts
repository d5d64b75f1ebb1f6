import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Content } from '../endpoint.js';
import { CHUNK_BYTES } from '../endpoint.js';

/** Content that was fetched into a temporary file of its own; `close` removes it. */
export async function spooled(
  base: Pick<Content, 'size' | 'whole' | 'unchanged'>,
  source: AsyncIterable<Buffer>,
): Promise<Content> {
  const folder = await mkdtemp(join(tmpdir(), 'syncline-'));
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const file = join(folder, 'content');
  try {
    const target = await open(file, 'wx', 0o600);
    try {
      for await (const chunk of source) await target.appendFile(chunk);
    } finally {
      await target.close();
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...base, chunks: (from) => chunksOfFile(file, from), close };
}

async function* chunksOfFile(file: string, from = 0): AsyncGenerator<Buffer, void> {
  const source = await open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let position = from; ;) {
      const { bytesRead } = await source.read(buffer, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await source.close();
  }
}
