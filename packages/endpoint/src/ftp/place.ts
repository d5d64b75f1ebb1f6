import type { Answer, Path } from '@syncline/model';
import { nameOf, quotedPath } from '@syncline/model';
import type { WriteRequest } from '../writing.js';
import { keepAhead, passiveCommand } from './data.js';
import { firstPlace } from '../remote/keep-in-trash.js';
import { pathError, staleTarget } from '../remote/errors.js';
import { refusal } from './errors.js';
import { parseFactTime, factsReply } from './listing/facts.js';
import { parseSize } from './listing/line.js';
import { interpret, isStill, lookAt, questionsOf } from './look.js';
import type { Reply } from './reply.js';
import { isCompletion, replyValue, shownReply } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { onConnection, remote } from '../remote/side.js';
import { findTimeSetter, noteTimeReply, timeCommand } from './times.js';
import { moveToTrash, rename } from './trash.js';
import type { Sent } from './write.js';

/** A rename that was sent: its connection is free for the next, and the answer is still to come. */
export interface Placing {
  readonly placed: Promise<void>;
}

/**
 * Verifies a temp file and gives it its name. All questions go out together: the temp's size, its new time, what stands
 * under the name now, and under the one in the trash; so does the request for the data port of the next upload, if more
 * work waits. The rename waits for the answers, and its own answer is waited for without the connection: the next upload
 * begins in the same packet. That makes three round trips for a file on one busy connection.
 */
export async function putInPlace(
  at: Connection,
  side: Side,
  request: WriteRequest,
  temp: Path,
  sent: Sent,
): Promise<Placing> {
  await learn(at, remote(side, temp), request, sent);
  const replaces = request.expected !== undefined && request.trash !== undefined;
  const place = replaces ? firstPlace(side.trashNumbers, request.trash, request.path) : undefined;
  const aboutTemp = tempCommands(at, remote(side, temp), request);
  const aboutTarget = questionsOf(at.server, remote(side, request.path));
  const aboutTrash = place === undefined ? [] : questionsOf(at.server, remote(side, place));
  const ahead = side.pool.hasWaiting ? [passiveCommand(at.server)] : [];
  const replies = await at.session.exchange([...aboutTemp, ...aboutTarget, ...aboutTrash, ...ahead]);
  if (ahead.length > 0) keepAhead(at.session, replies.pop());
  const [size, time] = replies.splice(0, aboutTemp.length);
  if (time !== undefined) noteTimeReply(at.server.facts, time);
  checkSize(request, size!, sent.bytes);
  const found = replies.splice(0, aboutTarget.length);
  checkTarget(request.expected, interpret(at.server, request.path, found), request.path);
  if (place === undefined) return { placed: putUnder(at, side, request, temp) };
  const isFree = interpret(at.server, place, replies).kind === 'absent';
  const inTrash = await moveToTrash(at, side, request.path, request.trash!, { place, isFree });
  return { placed: replaceMoved(at, side, request.path, temp, inTrash) };
}

/** Asks for the size of the temp file and, where that is known to work, sets its time. */
function tempCommands({ server: { facts } }: Connection, temp: string, request: WriteRequest): string[] {
  const size = facts.size || !facts.mlst ? `SIZE ${temp}` : `MLST ${temp}`;
  const time = request.mtime === undefined ? undefined : timeCommand(facts, temp, request.mtime);
  return time === undefined ? [size] : [size, time];
}

/** Once per server: its clock, from the time it gave the temp file, and how times are set there. */
async function learn(at: Connection, temp: string, request: WriteRequest, sent: Sent): Promise<void> {
  const { clock, facts } = at.server;
  if (!clock.known) {
    const reply = await at.session.request(facts.mlst ? `MLST ${temp}` : `MDTM ${temp}`);
    const told = facts.mlst ? factsReply(reply) : undefined;
    const time = told?.line === 'entry' ? told.entry.mtime : parseFactTime(replyValue(reply));
    if (time !== undefined) clock.learn(time, sent.fromMs, sent.toMs);
  }
  if (facts.timeSetter === 'unknown' && request.mtime !== undefined)
    await findTimeSetter(at, temp, request.mtime);
}

function checkSize(request: WriteRequest, reply: Reply, sentBytes: number): void {
  // A server that answers neither SIZE nor MLST leaves the count of what was sent and its 226.
  if (reply.code >= 500 && reply.code < 505) return;
  const told = factsReply(reply);
  const size =
    told?.line === 'entry' ? told.entry.size : parseSize(isCompletion(reply) ? replyValue(reply) : undefined);
  if (size === sentBytes) return;
  const message = `${sentBytes} bytes were sent, but of the stored file the server says "${shownReply(reply)}"`;
  throw pathError('size', request.path, `${message}; it was discarded`, true);
}

export function checkTarget(expected: WriteRequest['expected'], found: Answer, path: Path): void {
  if (!isStill(expected, found)) throw staleTarget(expected, found, path);
}

/** A new file, or one that replaces another without a trash: servers mostly let RNTO overwrite. */
async function putUnder(at: Connection, side: Side, request: WriteRequest, temp: Path): Promise<void> {
  const { path, expected } = request;
  const reply = await rename(at, remote(side, temp), remote(side, path));
  if (isCompletion(reply)) return;
  if (expected === undefined) throw refusal(path, `Cannot give ${quotedPath(nameOf(path))} its name`, reply);
  await onConnection(side, path, { idempotent: false, urgent: true }, (other) =>
    replaceByRemoval(other, side, path, temp, reply),
  );
}

/** The old version is in the trash, at `place`, and comes back when the new one cannot get the name. */
async function replaceMoved(at: Connection, side: Side, path: Path, temp: Path, place: Path): Promise<void> {
  try {
    const reply = await rename(at, remote(side, temp), remote(side, path));
    if (!isCompletion(reply)) throw refusal(path, 'Cannot put the new version in place', reply);
  } catch (error) {
    await bringBack(side, path, place);
    throw error;
  }
}

/** Best effort, on whatever connection is to be had, and only where nothing stands under the name. */
async function bringBack(side: Side, path: Path, place: Path): Promise<void> {
  const work = async (connection: Connection): Promise<void> => {
    const found = await lookAt(connection, remote(side, path), path);
    if (found.kind === 'absent') await rename(connection, remote(side, place), remote(side, path));
  };
  await onConnection(side, path, { idempotent: true }, work).catch(() => undefined);
}

/**
 * Without a trash, on a server whose RNTO does not overwrite: the name is absent between the two commands, and the
 * new content waits under its temp name.
 */
async function replaceByRemoval(
  at: Connection,
  side: Side,
  path: Path,
  temp: Path,
  first: Reply,
): Promise<void> {
  const removed = await at.session.request(`DELE ${remote(side, path)}`);
  if (!isCompletion(removed)) throw refusal(path, 'Cannot replace the old version', first);
  const reply = await rename(at, remote(side, temp), remote(side, path));
  if (!isCompletion(reply)) throw refusal(path, 'Cannot put the new version in place', reply);
}
