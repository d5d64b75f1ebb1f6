import type { FileEntry, Path } from '@syncline/model';
import { isSynclineError, joinPath } from '@syncline/model';
import type { Lease, PooledSession } from './dialer.js';
import type { RemoteSide } from './side.js';
import { onConnection } from './side.js';

/** One file of several that are to be read, and where its content goes. */
export interface Wanted {
  readonly index: number;
  readonly path: Path;
  readonly expected: FileEntry;
  readonly into: Buffer;
}

/** Files that are read over several connections, each of which takes the next one that nobody has taken. */
export interface SharedReading {
  readonly next: () => Wanted | undefined;
  /** Of each file, whether it is read and proven. */
  readonly proven: boolean[];
}

/** What is read, and how. */
export interface ReadingPlan<Session extends PooledSession, Server> {
  readonly directory: Path;
  readonly files: readonly FileEntry[];
  /** Has room for the contents of all files, one behind the other. */
  readonly into: Buffer;
  readonly signal: AbortSignal | undefined;
  /** Whether a file may be asked for by this name. */
  readonly isSendable: (file: FileEntry) => boolean;
  /** The most readers that so many files are worth. */
  readonly readersFor: (files: number) => number;
  /** Reads over one connection until nothing is left. */
  readonly read: (at: Lease<Session, Server>, reading: SharedReading) => Promise<void>;
}

/** Tells of each file whether it was read. A connection that breaks leaves what is left to the others. */
export async function readShared<Session extends PooledSession, Server>(
  side: RemoteSide<Session, Server>,
  { directory, files, into, isSendable, read, readersFor, signal }: ReadingPlan<Session, Server>,
): Promise<readonly boolean[]> {
  const proven = files.map(() => false);
  const wanted = wantedOf(directory, files, into).filter(({ expected }) => isSendable(expected));
  const waiting = wanted.values();
  const reading: SharedReading = { proven, next: () => waiting.next().value };
  const readers = Array.from({ length: readersFor(wanted.length) }, () =>
    onConnection(side, directory, { idempotent: false, signal }, (at) => read(at, reading)),
  );
  for (const end of await Promise.allSettled(readers))
    if (end.status === 'rejected' && !isAboutAPath(end.reason)) throw end.reason;
  return proven;
}

/** Of one connection, or of what was asked for over it. */
export function isAboutAPath(error: unknown): boolean {
  return isSynclineError(error) && error.scope === 'path';
}

function wantedOf(directory: Path, files: readonly FileEntry[], into: Buffer): readonly Wanted[] {
  let end = 0;
  return files.map((expected, index) => {
    const begin = end;
    end += expected.size;
    return { index, path: joinPath(directory, expected.name), expected, into: into.subarray(begin, end) };
  });
}
