import type { Path } from '@syncline/model';
import { isWithin, ROOT } from '@syncline/model';
import { endpointError } from '../remote/errors.js';
import { onConnection, remote } from '../remote/side.js';
import { shownStatus } from './errors.js';
import { STATUS } from './protocol.js';
import { close, isDone, isStatus, openToRead, sync } from './requests.js';
import type { Connection } from './server.js';
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
  const waiting = paths.values();
  try {
    const workers = Math.min(connections, Math.ceil(paths.length / FILES_AHEAD));
    await Promise.all(
      Array.from({ length: workers }, () =>
        onConnection(side, ROOT, { idempotent: false }, (at) => syncOn(at, side, waiting)),
      ),
    );
  } catch (error) {
    // Nothing of this is known to be safe: the next flush tries all of it again.
    for (const path of paths) side.unsynced.add(path);
    throw error;
  }
}

/** What was moved since it was written is to be found under its new name. */
export function noteMoved(side: Side, from: Path, to: Path): void {
  for (const path of side.unsynced) {
    if (!isWithin(path, from)) continue;
    side.unsynced.delete(path);
    side.unsynced.add(`${to}${path.slice(from.length)}` as Path);
  }
}

/** Takes one group after the other of those that nobody has taken. */
async function syncOn(at: Connection, side: Side, waiting: Iterator<Path>): Promise<void> {
  for (let some = take(waiting); some.length > 0 && at.server.syncs; some = take(waiting))
    await Promise.all(some.map((path) => syncFile(at, side, path)));
}

function take(waiting: Iterator<Path>): readonly Path[] {
  const some: Path[] = [];
  while (some.length < FILES_AHEAD) {
    const next = waiting.next();
    if (next.done === true) break;
    some.push(next.value);
  }
  return some;
}

async function syncFile({ server, session }: Connection, side: Side, path: Path): Promise<void> {
  const file = await openToRead(session, remote(side, path));
  // Somebody has removed or hidden it since: there is nothing of ours to be lost.
  if (isStatus(file)) return;
  const [status] = await Promise.all([sync(session, file), close(session, file)]);
  if (isDone(status)) return;
  if (status.code === STATUS.unsupported) server.syncs = false;
  else
    throw endpointError(
      'failed',
      `${server.target.where} cannot bring files to its disk: "${shownStatus(status)}"`,
    );
}
