import type { FileEntry, Path } from '@syncline/model';
import { isSynclineError, joinPath } from '@syncline/model';
import { SizeDiffers } from '../remote/reading.js';
import { onConnection } from '../remote/side.js';
import { judgeName } from './names.js';
import { fetchInto } from './read.js';
import type { Connection, Server } from './server.js';
import type { Side } from './side.js';

/** Files that are on their way over one connection at a time: their requests share packets and round trips. */
const FILES_AHEAD = 16;

/** One file that is to be read, and where its content goes. */
interface Wanted {
  readonly index: number;
  readonly path: Path;
  readonly expected: FileEntry;
  readonly into: Buffer;
}

/** Files of which whoever is free takes the next one that nobody has taken. */
interface Work {
  readonly side: Side;
  readonly next: () => Wanted | undefined;
  /** Of each file, whether it is read and proven. */
  readonly proven: boolean[];
}

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
  const proven = files.map(() => false);
  const waiting = wantedOf(side.pool.server!, directory, files, into).values();
  const work: Work = { side, proven, next: () => waiting.next().value };
  const readers = Math.min(connections, Math.ceil(files.length / FILES_AHEAD));
  const ends = await Promise.allSettled(
    Array.from({ length: readers }, () =>
      onConnection(side, directory, { idempotent: false, signal }, (at) => readOn(at, work)),
    ),
  );
  for (const end of ends) if (end.status === 'rejected' && !isAboutPath(end.reason)) throw end.reason;
  return proven;
}

function isAboutPath(error: unknown): boolean {
  return isSynclineError(error) && error.scope === 'path';
}

function wantedOf({ windows }: Server, directory: Path, files: readonly FileEntry[], into: Buffer): Wanted[] {
  let end = 0;
  const all = files.map((expected, index) => {
    const begin = end;
    end += expected.size;
    return { index, path: joinPath(directory, expected.name), expected, into: into.subarray(begin, end) };
  });
  return all.filter(({ expected: { name } }) => judgeName(name, windows) === 'fine');
}

/** Reads files over one connection until there are no more, or it breaks. */
async function readOn(at: Connection, work: Work): Promise<void> {
  await Promise.all(Array.from({ length: FILES_AHEAD }, () => readNext(at, work)));
}

async function readNext(at: Connection, work: Work): Promise<void> {
  const { next, proven, side } = work;
  for (let file = next(); file !== undefined; file = next()) {
    const { expected, into, path } = file;
    try {
      await fetchInto(at, { side, path, expected }, into);
      proven[file.index] = true;
    } catch (error) {
      // The server refused it, or it is another version: `read` tells which, and has its turn now.
      if (at.session.failure !== undefined || !(error instanceof SizeDiffers || isAboutPath(error)))
        throw error;
    }
  }
}
