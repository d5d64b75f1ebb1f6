import type { FileEntry, Path } from '@syncline/model';
import { SizeDiffers } from '../remote/reading.js';
import type { SharedReading } from '../remote/shared-reading.js';
import { isAboutAPath, readShared } from '../remote/shared-reading.js';
import { judgeName } from './names.js';
import { fetchInto } from './read.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';

/** Files that are on their way over one connection at a time: their requests share packets and round trips. */
const FILES_AHEAD = 16;

/**
 * `Endpoint.readMany`, over at most so many connections at once. What can't be read is passed over; a connection that breaks
 * leaves what is left to the others.
 */
export async function readMany(
  side: Side,
  directory: Path,
  files: readonly FileEntry[],
  into: Buffer,
  connections: number,
  signal?: AbortSignal,
): Promise<readonly boolean[]> {
  const { windows } = side.pool.server!;
  return readShared(side, {
    directory,
    files,
    into,
    signal,
    isSendable: ({ name }) => judgeName(name, windows) === 'fine',
    readersFor: (count) => Math.min(connections, Math.ceil(count / FILES_AHEAD)),
    read: (at, reading) => readOn(at, side, reading),
  });
}

/** Reads files over one connection until there are no more, or it breaks. */
async function readOn(at: Connection, side: Side, reading: SharedReading): Promise<void> {
  await Promise.all(Array.from({ length: FILES_AHEAD }, () => readNext(at, side, reading)));
}

async function readNext(at: Connection, side: Side, { next, proven }: SharedReading): Promise<void> {
  for (let file = next(); file !== undefined; file = next()) {
    const { expected, into, path } = file;
    try {
      await fetchInto(at, { side, path, expected }, into);
      proven[file.index] = true;
    } catch (error) {
      // The server refused it, or it is another version: `read` tells which, and has its turn now.
      if (at.session.failure !== undefined || !(error instanceof SizeDiffers || isAboutAPath(error)))
        throw error;
    }
  }
}
