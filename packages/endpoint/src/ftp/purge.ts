import type { Path } from '@syncline/model';
import { RESERVED_DIRECTORY, TRASH_DIRECTORY } from '@syncline/model';
import { refusal } from './errors.js';
import { listDirectory } from './list.js';
import { lookAt } from './look.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { purgeRuns } from '../remote/purge-runs.js';
import { onConnection, remote } from '../remote/side.js';

/** Removes the trash of runs that started before a moment. Returns their number. What cannot be removed stays. */
export async function purgeTrash(side: Side, beforeMs: number, signal?: AbortSignal): Promise<number> {
  const on = <T>(path: Path, work: (at: Connection) => Promise<T>): Promise<T> =>
    onConnection(side, path, { idempotent: true, signal }, work);
  const found = await on(TRASH_DIRECTORY, (at) => lookAt(at, remote(side, TRASH_DIRECTORY), TRASH_DIRECTORY));
  if (found.kind !== 'directory') return 0;
  const emptying = {
    list: (folder: Path) => on(folder, (at) => listDirectory(at, remote(side, folder), folder)),
    removeFolder: (folder: Path, files: readonly Path[]) =>
      on(folder, (at) => removeFolder(at, side, folder, files)),
    removeEmptyFolders: () => on(TRASH_DIRECTORY, (at) => removeEmptyFolders(at, side)),
    known: side.trashFolders,
  };
  return purgeRuns(beforeMs, emptying, signal);
}

/** Commands sent ahead are bounded, so that neither end has to hold more than a few packets. */
const COMMANDS_AHEAD = 50;

async function removeFolder(
  connection: Connection,
  side: Side,
  folder: Path,
  files: readonly Path[],
): Promise<void> {
  const sendable = files.filter((path) => !/[\r\n\0]/.test(path));
  for (let from = 0; from < sendable.length; from += COMMANDS_AHEAD) {
    const some = sendable.slice(from, from + COMMANDS_AHEAD);
    await connection.session.exchange(some.map((path) => `DELE ${remote(side, path)}`));
  }
  const reply = await connection.session.request(`RMD ${remote(side, folder)}`);
  if (isCompletion(reply)) return;
  const found = await lookAt(connection, remote(side, folder), folder);
  if (found.kind !== 'absent') throw refusal(folder, 'Cannot remove an old folder of the trash', reply);
}

/** RMD refuses a folder that still holds something, which is what is wanted here. */
async function removeEmptyFolders({ session }: Connection, side: Side): Promise<void> {
  await session.exchange([`RMD ${remote(side, TRASH_DIRECTORY)}`, `RMD ${remote(side, RESERVED_DIRECTORY)}`]);
}
