import type { Path } from '@syncline/model';
import { RESERVED_DIRECTORY, TRASH_DIRECTORY, joinPath, runOfTemp } from '@syncline/model';
import { interrupted } from '../remote/errors.js';
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
  const idempotent = { idempotent: true, signal };
  const found = await onConnection(side, TRASH_DIRECTORY, idempotent, (c) =>
    lookAt(c, remote(side, TRASH_DIRECTORY), TRASH_DIRECTORY),
  );
  if (found.kind !== 'directory') return 0;
  const { entries } = await listAt(side, TRASH_DIRECTORY, signal);
  return purgeRuns(entries, beforeMs, {
    removeTree: (folder) => removeTree(side, folder, signal),
    removeEmptyFolders: () => removeEmptyFolders(side, signal),
  });
}

function listAt(side: Side, path: Path, signal?: AbortSignal): ReturnType<typeof listDirectory> {
  return onConnection(side, path, { idempotent: true, signal }, (connection) =>
    listDirectory(connection, remote(side, path), path),
  );
}

/** Depth first; directories only when the listing says so, so that a link is removed and never entered. */
async function removeTree(side: Side, folder: Path, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) throw interrupted();
  const listing = await listAt(side, folder, signal);
  const files: Path[] = listing.reserved
    .filter((name) => runOfTemp(name) !== undefined)
    .map((name) => joinPath(folder, name));
  for (const entry of listing.entries) {
    const path = joinPath(folder, entry.name);
    if (entry.kind === 'directory') await removeTree(side, path, signal);
    else files.push(path);
  }
  await onConnection(side, folder, { idempotent: true, signal }, (connection) =>
    removeAll(connection, side, files, folder),
  );
  for (const each of side.trashFolders)
    if (each === folder || each.startsWith(`${folder}/`)) side.trashFolders.delete(each);
}

/** Commands sent ahead are bounded, so that neither end has to hold more than a few packets. */
const COMMANDS_AHEAD = 50;

async function removeAll(
  connection: Connection,
  side: Side,
  files: readonly Path[],
  folder: Path,
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
async function removeEmptyFolders(side: Side, signal?: AbortSignal): Promise<void> {
  const commands = [`RMD ${remote(side, TRASH_DIRECTORY)}`, `RMD ${remote(side, RESERVED_DIRECTORY)}`];
  await onConnection(side, TRASH_DIRECTORY, { idempotent: true, signal }, (connection) =>
    connection.session.exchange(commands),
  );
  side.trashFolders.clear();
}
