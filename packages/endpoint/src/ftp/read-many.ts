import type { FileEntry, Path } from '@syncline/model';
import { keepAhead, passiveCommand } from './data.js';
import { interpret, isStill, questionsOf } from './look.js';
import { serverCanHold, unsendable } from './names.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import type { SharedReading, Wanted } from '../remote/shared-reading.js';
import { readShared } from '../remote/shared-reading.js';
import { remote } from '../remote/side.js';
import type { Retrieved } from './retrieve.js';
import { retrieveWhole } from './retrieve.js';

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
  const { mlst, windows } = side.pool.server!.facts;
  if (!mlst || unsendable(directory, windows) !== undefined) return files.map(() => false);
  return readShared(side, {
    directory,
    files,
    into,
    signal,
    isSendable: ({ name }) => serverCanHold(name, windows),
    readersFor: (count) => Math.min(connections, count),
    read: (at, reading) => readOn(at, side, reading),
  });
}

/**
 * Reads one file after the other over one connection. The look that proves one goes out with the request for the data port of the
 * next. Its RETR waits for the answer: a server that has no port free for a moment would look for us elsewhere, and hang.
 */
async function readOn(at: Connection, side: Side, { next, proven }: SharedReading): Promise<void> {
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
