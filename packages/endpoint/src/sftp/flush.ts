import type { Path } from '@syncline/model';
import { isWithin, ROOT } from '@syncline/model';
import { endpointError } from '../remote/errors.js';
import { onConnection, remote } from '../remote/side.js';
import type { Status } from './decode.js';
import { kindOf } from './entry.js';
import { shownStatus } from './errors.js';
import { STATUS } from './protocol.js';
import { close, isDone, isMissing, isStatus, lstat, openToRead, sync } from './requests.js';
import type { Connection, Server } from './server.js';
import type { Session } from './session.js';
import type { Side } from './side.js';

/** Files that are open at a time for this: servers allow some hundred in all. */
const FILES_AHEAD = 16;

/**
 * Returns when what was written is on the server's disk, over at most so many connections. Where the server can't tell (no
 * `fsync@openssh.com`) it has nothing to do.
 */
export async function flushWritten(side: Side, connections: number): Promise<void> {
  const paths = [...side.unsynced];
  side.unsynced.clear();
  side.taken.clear();
  for (const path of paths) side.taken.add(path);
  const waiting = groupsOf(paths).values();
  try {
    await Promise.all(Array.from({ length: connections }, () => syncOn(side, waiting)));
  } catch (error) {
    // Nothing of this is known to be safe: the next flush tries all of it again.
    for (const path of paths) side.unsynced.add(path);
    throw error;
  }
}

/** What was moved since it was written is to be found under its new name, by the next flush if not by the one under way. */
export function noteMoved(side: Side, from: Path, to: Path): void {
  for (const path of [...side.unsynced, ...side.taken]) {
    if (!isWithin(path, from)) continue;
    side.unsynced.delete(path);
    side.unsynced.add(`${to}${path.slice(from.length)}` as Path);
  }
}

function groupsOf(paths: readonly Path[]): (readonly Path[])[] {
  const count = Math.ceil(paths.length / FILES_AHEAD);
  return Array.from({ length: count }, (_, n) => paths.slice(n * FILES_AHEAD, (n + 1) * FILES_AHEAD));
}

/** Takes one group after the other of those that nobody has taken. */
async function syncOn(side: Side, waiting: Iterable<readonly Path[]>): Promise<void> {
  for (const group of waiting)
    await onConnection(side, ROOT, { idempotent: true }, (at) =>
      Promise.all(group.map((path) => syncFile(at, side, path))),
    );
}

async function syncFile({ server, session }: Connection, side: Side, path: Path): Promise<void> {
  if (!server.syncs) return;
  const where = remote(side, path);
  const file = await openToRead(session, where);
  if (isStatus(file)) {
    if (await isNotOurs(session, where, file)) return;
    throw notSynced(server, file);
  }
  const [status] = await Promise.all([sync(session, file), close(session, file)]);
  if (isDone(status)) return;
  if (status.code === STATUS.unsupported) server.syncs = false;
  else throw notSynced(server, status);
}

/** Whether somebody has removed or hidden it since, or put something else there: then nothing of ours can be lost. */
async function isNotOurs(session: Session, where: string, refused: Status): Promise<boolean> {
  if (isMissing(refused) || refused.code === STATUS.permissionDenied) return true;
  const told = await lstat(session, where);
  return isStatus(told) ? isMissing(told) : kindOf(told) !== 'file';
}

function notSynced({ target }: Server, status: Status): Error {
  return endpointError('failed', `${target.where} cannot bring files to its disk: "${shownStatus(status)}"`);
}
