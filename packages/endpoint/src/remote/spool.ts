import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
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
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const file = await kept(open(join(folder, 'content'), 'wx+', 0o600)).catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  const close = async (): Promise<void> => {
    await file.close();
    await removeFolder();
  };
  // Without a name nothing of it stays when this process is killed. Not every system lets go of the name of an open file.
  await removeFolder().catch(() => undefined);
  const writer = new GatheredWriter(file.fd, 0, base.size);
  try {
    try {
      for await (const chunk of source) await kept(writer.add(chunk));
      await kept(writer.end());
    } finally {
      await writer.settled();
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...base, chunks: (from) => chunksOf(file, from), close };
}

function notKept(path: Path, error: unknown): never {
  const advice = 'Make room there, or name another directory with the environment variable TMPDIR.';
  const message = `It has to be kept in ${tmpdir()} meanwhile, which failed: ${messageOf(error)}. ${advice}`;
  throw pathError('failed', path, message);
}

async function* chunksOf(file: FileHandle, from = 0): AsyncGenerator<Buffer, void> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = from; ;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
