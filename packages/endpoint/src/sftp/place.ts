import type { Name, Path } from '@syncline/model';
import { nameOf, pathFromBytes, quotedPath } from '@syncline/model';
import type { WriteRequest } from '../writing.js';
import { pathError } from '../remote/errors.js';
import { sibling } from '../remote/paths.js';
import { onConnection, remote } from '../remote/side.js';
import type { Status } from './decode.js';
import { checkTarget, isStill } from './entry.js';
import { refusal, shownStatus } from './errors.js';
import { answerBelow, answerOf, ask, askBelow, lookAt } from './look.js';
import { inOrder } from './in-order.js';
import { timesOf } from './make.js';
import { STATUS } from './protocol.js';
import type { Told } from './requests.js';
import { isDone, isStatus, lstat, remove, rename, renameOver, setAttributes } from './requests.js';
import type { Connection, Server } from './server.js';
import { noteTime } from './server.js';
import type { Side } from './side.js';
import type { AskedPlace } from '../remote/keep-in-trash.js';
import { askPlace, linkToTrash, moveToTrash } from './trash.js';

const RIGHTS = 0o777;

/** What a server says of a temp file, and of what stands under the name that it is to have. */
export interface Inspected {
  /** Undefined where there is no time to set. */
  readonly timeSet: Status | undefined;
  readonly told: Told;
  readonly target: Told;
  readonly parent: Told;
  /** Where there is a version that goes to the trash. */
  readonly inTrash: AskedPlace | undefined;
}

/** A temp file that holds the content. */
export interface Stored {
  readonly temp: Path;
  /** How many were sent. */
  readonly bytes: number;
  readonly inspected: Inspected;
}

/** Gives a temp file its time, and asks for its size and what stands under the name now: all of it goes out together. */
export async function inspect(
  at: Connection,
  side: Side,
  { expected, mtime, path, trash }: WriteRequest,
  temp: Path,
): Promise<Inspected> {
  const { server, session } = at;
  const where = remote(side, temp);
  const isKept = expected !== undefined && trash !== undefined;
  const [[timeSet, told], [target, parent], inTrash] = await Promise.all([
    inOrder(
      server,
      async () =>
        mtime === undefined ? undefined : setAttributes(session, where, { times: timesOf(mtime) }),
      () => lstat(session, where),
    ),
    askBelow(at, side, path),
    isKept ? askPlace(at, side, path, trash) : undefined,
  ]);
  return { timeSet, told, target, parent, inTrash };
}

/** Gives a temp file its name, where what was told of it and of the name is as it should be. */
export async function putInPlace(
  at: Connection,
  side: Side,
  request: WriteRequest,
  { bytes, inspected, temp }: Stored,
): Promise<void> {
  const { expected, mtime, path, trash } = request;
  const { server } = at;
  const { inTrash, parent, target, timeSet, told } = inspected;
  checkSize(request, told, bytes);
  if (mtime !== undefined && timeSet !== undefined)
    noteTime(server, isDone(timeSet) && !isStatus(told) && told.modified === timesOf(mtime).modified);
  checkTarget(expected, answerBelow(server, path, target, parent), path);
  if (expected === undefined) return nameNew(at, side, path, temp);
  if (request.mode === undefined) await giveRights(at, side, temp, target);
  if (inTrash === undefined) return replace(at, side, request, temp);
  const linked = server.replaces ? await linkToTrash(at, side, path, trash!, inTrash) : undefined;
  if (linked !== undefined && (await isReplacedLinked(at, side, path, temp, linked))) return;
  const moved = await moveToTrash(at, side, path, trash!, inTrash);
  return replaceMoved(at, side, path, temp, moved);
}

function checkSize(request: WriteRequest, told: Told, sentBytes: number): void {
  if (!isStatus(told) && told.size === sentBytes) return;
  const said = isStatus(told) ? `"${shownStatus(told)}"` : `${told.size ?? 'no number of'} bytes`;
  const message = `${sentBytes} bytes were sent, but of the stored file the server says ${said}`;
  throw pathError('size', request.path, `${message}; it was discarded`, true);
}

/** The new version is open to those whom the replaced one was open to. What a server refuses is left. */
async function giveRights({ session }: Connection, side: Side, temp: Path, target: Told): Promise<void> {
  if (isStatus(target) || target.mode === undefined) return;
  await setAttributes(session, remote(side, temp), { mode: target.mode & RIGHTS });
}

/** By the protocol a rename fails where the name was taken meanwhile. */
async function nameNew(at: Connection, side: Side, path: Path, temp: Path): Promise<void> {
  const status = await rename(at.session, remote(side, temp), remote(side, path));
  if (isDone(status)) return;
  const found = answerOf(at.server, path, await ask(at, side, path));
  if (!isStill(undefined, found)) checkTarget(undefined, found, path);
  throw refusal(path, `Cannot give ${quotedPath(nameOf(path))} its name`, status);
}

/** Without a trash. In one step where the server can; otherwise the old version has a temp name until the new one has its own. */
async function replace(at: Connection, side: Side, request: WriteRequest, temp: Path): Promise<void> {
  const { server, session } = at;
  const { path } = request;
  const cannot = 'Cannot replace the old version';
  if (server.replaces) {
    const replaced = await renameOver(session, remote(side, temp), remote(side, path));
    if (isDone(replaced)) return;
    noteRefusal(server, replaced, path, cannot);
  }
  const aside = sibling(path, asideName(request.temp));
  const status = await rename(session, remote(side, path), remote(side, aside));
  if (!isDone(status)) throw refusal(path, cannot, status);
  await replaceMoved(at, side, path, temp, aside);
  // If that fails, the next run removes it as it does all temp files.
  await remove(session, remote(side, aside));
}

/** A further temp name, which no other file of the run has: their numbers do not begin with 0. */
function asideName(temp: Name): Name {
  return pathFromBytes(temp.replace(/-(\d+)\.tmp$/, '-0$1.tmp'));
}

/**
 * The old version is in the trash as well, at `place`: the name is never absent, and an edit in place goes along. False where the
 * server can't do that; then it is in the trash no more.
 */
async function isReplacedLinked(
  { server, session }: Connection,
  side: Side,
  path: Path,
  temp: Path,
  place: Path,
): Promise<boolean> {
  const status = await renameOver(session, remote(side, temp), remote(side, path));
  if (isDone(status)) return true;
  await remove(session, remote(side, place));
  noteRefusal(server, status, path, CANNOT_PUT);
  return false;
}

/** A server that announced to replace in one step, and has no such request, is known for it from then on; all else is thrown. */
function noteRefusal(server: Server, status: Status, path: Path, cannot: string): void {
  if (status.code !== STATUS.unsupported) throw refusal(path, cannot, status);
  server.replaces = false;
}

const CANNOT_PUT = 'Cannot put the new version in place';

/** The old version is at `place`, out of the way, and comes back when the new one cannot get the name. */
async function replaceMoved(
  { session }: Connection,
  side: Side,
  path: Path,
  temp: Path,
  place: Path,
): Promise<void> {
  try {
    const status = await rename(session, remote(side, temp), remote(side, path));
    if (!isDone(status)) throw refusal(path, CANNOT_PUT, status);
  } catch (error) {
    await bringBack(side, path, place);
    throw error;
  }
}

/** Best effort, on whatever connection is to be had, and only where nothing stands under the name. */
async function bringBack(side: Side, path: Path, place: Path): Promise<void> {
  const work = async (at: Connection): Promise<void> => {
    const found = await lookAt(at, side, path);
    if (found.kind === 'absent') await rename(at.session, remote(side, place), remote(side, path));
  };
  await onConnection(side, path, { idempotent: true }, work).catch(() => undefined);
}
