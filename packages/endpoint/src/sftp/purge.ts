import type { Path } from '@syncline/model';
import { RESERVED_DIRECTORY, TRASH_DIRECTORY, joinPath, runOfTemp } from '@syncline/model';
import { interrupted } from '../remote/errors.js';
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
  const found = await within(side, TRASH_DIRECTORY, signal, (at) => lookAt(at, side, TRASH_DIRECTORY));
  if (found.kind !== 'directory') return 0;
  const { entries } = await within(side, TRASH_DIRECTORY, signal, (at) =>
    listDirectory(at, side, TRASH_DIRECTORY),
  );
  return purgeRuns(entries, beforeMs, {
    removeTree: (folder) => removeTree(side, folder, signal),
    removeEmptyFolders: () => removeEmptyFolders(side, signal),
  });
}

function within<T>(
  side: Side,
  path: Path,
  signal: AbortSignal | undefined,
  work: (at: Connection) => Promise<T>,
): Promise<T> {
  return onConnection(side, path, { idempotent: true, signal }, work);
}

/** Depth first; directories only when the listing says so, so that a link is removed and never entered. */
async function removeTree(side: Side, folder: Path, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) throw interrupted();
  const listing = await within(side, folder, signal, (at) => listDirectory(at, side, folder));
  const files: Path[] = listing.reserved
    .filter((name) => runOfTemp(name) !== undefined)
    .map((name) => joinPath(folder, name));
  for (const entry of listing.entries) {
    const path = joinPath(folder, entry.name);
    if (entry.kind === 'directory') await removeTree(side, path, signal);
    else files.push(path);
  }
  await within(side, folder, signal, (at) => removeAll(at, side, files, folder));
  for (const each of side.trashFolders)
    if (each === folder || each.startsWith(`${folder}/`)) side.trashFolders.delete(each);
}

async function removeAll(
  { session }: Connection,
  side: Side,
  files: readonly Path[],
  folder: Path,
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
async function removeEmptyFolders(side: Side, signal?: AbortSignal): Promise<void> {
  await within(side, TRASH_DIRECTORY, signal, async ({ session }) => {
    for (const folder of [TRASH_DIRECTORY, RESERVED_DIRECTORY])
      await removeDirectory(session, remote(side, folder));
  });
  side.trashFolders.clear();
}
