import type { FileEntry, Path } from '@syncline/model';
import { isSynclineError, joinPath } from '@syncline/model';
import { keepAhead, passiveCommand } from './data.js';
import { interpret, isStill, questionsOf } from './look.js';
import { serverCanHold, unsendable } from './names.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { onConnection, remote } from '../remote/side.js';
import type { Retrieved } from './transfer.js';
import { retrieveWhole } from './transfer.js';

/** One file that is to be read, and where its content goes. */
interface Wanted {
  readonly index: number;
  readonly path: Path;
  readonly expected: FileEntry;
  readonly into: Buffer;
}

/** Files that are read by several connections, each of which takes the next one that nobody has taken. */
interface Work {
  readonly side: Side;
  readonly next: () => Wanted | undefined;
  /** Of each file, whether it is read and proven. */
  readonly proven: boolean[];
}

/**
 * `Endpoint.readMany`, over at most so many connections at once, where a look by name tells what a listing tells. What can't be
 * read is passed over; a connection that breaks leaves what is left to the others.
 */
export async function readMany(
  side: Side,
  directory: Path,
  files: readonly FileEntry[],
  into: Buffer,
  connections: number,
  signal?: AbortSignal,
): Promise<readonly boolean[]> {
  const { facts } = side.pool.server!;
  const proven = files.map(() => false);
  if (!facts.mlst || unsendable(directory, facts.windows) !== undefined) return proven;
  const wanted = wantedOf(directory, files, into).filter(({ expected: { name } }) =>
    serverCanHold(name, facts.windows),
  );
  const waiting = wanted.values();
  const work: Work = { side, proven, next: () => waiting.next().value };
  const readers = Array.from({ length: Math.min(connections, wanted.length) }, () =>
    onConnection(side, directory, { idempotent: false, signal }, (at) => readOn(at, work)),
  );
  for (const end of await Promise.allSettled(readers))
    if (end.status === 'rejected' && !isAboutAConnection(end.reason)) throw end.reason;
  return proven;
}

function isAboutAConnection(error: unknown): boolean {
  return isSynclineError(error) && error.scope === 'path';
}

function wantedOf(directory: Path, files: readonly FileEntry[], into: Buffer): Wanted[] {
  let end = 0;
  return files.map((expected, index) => {
    const begin = end;
    end += expected.size;
    return { index, path: joinPath(directory, expected.name), expected, into: into.subarray(begin, end) };
  });
}

/**
 * Reads one file after the other over one connection. The look that proves one goes out with the request for the data port of the
 * next. Its RETR waits for the answer: a server that has no port free for a moment would look for us elsewhere, and hang.
 */
async function readOn(at: Connection, { side, next, proven }: Work): Promise<void> {
  const { session, server } = at;
  let passive: Reply | undefined;
  for (let file = next(); file !== undefined;) {
    const name = remote(side, file.path);
    const whole = isWhole(file, await retrieveWhole(session, server, `RETR ${name}`, file.into, passive));
    const following = next();
    const ahead = following !== undefined || side.pool.hasWaiting;
    const looks = whole ? questionsOf(server, name) : [];
    const replies = await session.exchange([...looks, ...(ahead ? [passiveCommand(server)] : [])]);
    passive = ahead ? replies.pop() : undefined;
    if (whole) proven[file.index] = isStill(file.expected, interpret(server, file.path, replies));
    file = following;
  }
  keepAhead(session, passive);
}

/** A connection over which too much came is dropped already: that shows in the next command. */
function isWhole({ expected }: Wanted, { reply, bytes }: Retrieved): boolean {
  return reply !== undefined && isCompletion(reply) && bytes === expected.size;
}
