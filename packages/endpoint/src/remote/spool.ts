import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Path } from '@syncline/model';
import { messageOf } from '@syncline/model';
import type { Content } from '../content.js';
import { CHUNK_BYTES } from '../content.js';
import { GatheredWriter } from '../gathered-writer.js';
import { pathError } from './errors.js';

/** Content of the file at `path` that was fetched into a temporary file of its own; `close` removes it. */
export async function spooled(
  path: Path,
  base: Pick<Content, 'size' | 'whole' | 'unchanged'>,
  source: AsyncIterable<Buffer>,
): Promise<Content> {
  const kept = <T>(work: Promise<T>): Promise<T> => work.catch((error: unknown) => notKept(path, error));
  const folder = await kept(mkdtemp(join(tmpdir(), 'syncline-')));
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const file = join(folder, 'content');
  try {
    const target = await kept(open(file, 'wx', 0o600));
    const writer = new GatheredWriter(target.fd, 0, base.size);
    try {
      for await (const chunk of source) await kept(writer.add(chunk));
      await kept(writer.end());
    } finally {
      await writer.settled();
      await kept(target.close());
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...base, chunks: (from) => chunksOfFile(file, from), close };
}

function notKept(path: Path, error: unknown): never {
  const advice = 'Make room there, or name another directory with the environment variable TMPDIR.';
  const message = `It has to be kept in ${tmpdir()} meanwhile, which failed: ${messageOf(error)}. ${advice}`;
  throw pathError('failed', path, message);
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
