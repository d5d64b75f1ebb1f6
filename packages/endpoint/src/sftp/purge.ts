import type { Path } from '@syncline/model';
import { RESERVED_DIRECTORY, TRASH_DIRECTORY } from '@syncline/model';
import { purgeRuns } from '../remote/purge-runs.js';
import { onConnection, remote } from '../remote/side.js';
import { refusal } from './errors.js';
import { listDirectory } from './list.js';
import { lookAt } from './look.js';
import { isDone, isMissing, remove, removeDirectory } from './requests.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';

/** Requests sent ahead are bounded, so that neither end has to hold more than a few packets. */
const REQUESTS_AHEAD = 50;

/** Removes the trash of runs that started before a moment. Returns their number. What cannot be removed stays. */
export async function purgeTrash(side: Side, beforeMs: number, signal?: AbortSignal): Promise<number> {
  const on = <T>(path: Path, work: (at: Connection) => Promise<T>): Promise<T> =>
    onConnection(side, path, { idempotent: true, signal }, work);
  const found = await on(TRASH_DIRECTORY, (at) => lookAt(at, side, TRASH_DIRECTORY));
  if (found.kind !== 'directory') return 0;
  const emptying = {
    list: (folder: Path) => on(folder, (at) => listDirectory(at, side, folder)),
    removeFolder: (folder: Path, files: readonly Path[]) =>
      on(folder, (at) => removeFolder(at, side, folder, files)),
    removeEmptyFolders: () => on(TRASH_DIRECTORY, (at) => removeEmptyFolders(at, side)),
    known: side.trashFolders,
  };
  return purgeRuns(beforeMs, emptying, signal);
}

async function removeFolder(
  { session }: Connection,
  side: Side,
  folder: Path,
  files: readonly Path[],
): Promise<void> {
  for (let from = 0; from < files.length; from += REQUESTS_AHEAD) {
    const some = files.slice(from, from + REQUESTS_AHEAD);
    await Promise.all(some.map((path) => remove(session, remote(side, path))));
  }
  const status = await removeDirectory(session, remote(side, folder));
  // Where it was done before a connection broke, it is done.
  if (isDone(status) || isMissing(status)) return;
  throw refusal(folder, 'Cannot remove an old folder of the trash', status);
}

/** A server refuses to remove a folder that still holds something, which is what is wanted here. */
async function removeEmptyFolders({ session }: Connection, side: Side): Promise<void> {
  for (const folder of [TRASH_DIRECTORY, RESERVED_DIRECTORY])
    await removeDirectory(session, remote(side, folder));
}
