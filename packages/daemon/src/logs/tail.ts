import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { systemCode } from '@syncline/model';

/** What one answer may take; a line of the log has some 100 bytes. */
const MOST_BYTES = 1024 * 1024;

/** The last lines of a text file, oldest first; of one that is not there, or no regular file, none. */
export async function lastLines(file: string, count: number): Promise<readonly string[]> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return [];
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || count === 0) return [];
    const { size } = stat;
    const from = Math.max(0, size - MOST_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n');
    // The first one may be half a line, and the last one is what follows the last line break.
    const whole = lines.slice(from > 0 ? 1 : 0, -1);
    return whole.slice(-count);
  } finally {
    await handle.close();
  }
}
