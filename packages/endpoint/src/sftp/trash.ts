import type { Path, RunId } from '@syncline/model';
import { parentOf } from '@syncline/model';
import { remote } from '../remote/side.js';
import { trashCandidates } from '../remote/trash-candidates.js';
import type { Status } from './decode.js';
import { refusal } from './errors.js';
import { STATUS } from './protocol.js';
import { isDone, isMissing, lstat, makeDirectory, rename } from './requests.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';

const ALL_TAKEN: Status = { type: 'status', code: STATUS.failure, message: 'every name is taken' };

/**
 * Renames what stands at `path` into the trash of a run; its folders are made when the first rename fails for want of
 * them. Nothing in the trash is ever overwritten: a name that is taken gets `~2`, `~3` … Returns the new place.
 */
export async function moveToTrash(at: Connection, side: Side, path: Path, run: RunId): Promise<Path> {
  const { session } = at;
  let status = ALL_TAKEN;
  for (const place of trashCandidates(run, path)) {
    // Not all servers refuse to rename over what is there.
    if (!isMissing(await lstat(session, remote(side, place)))) continue;
    status = await rename(session, remote(side, path), remote(side, place));
    if (!isDone(status) && (await makeFolders(at, side, parentOf(place))))
      status = await rename(session, remote(side, path), remote(side, place));
    if (isDone(status)) return place;
  }
  throw refusal(path, 'Cannot move the old version to the trash', status);
}

/** Makes a folder of the trash and those above it. False when all of them were known to be there. */
export async function makeFolders({ session }: Connection, side: Side, folder: Path): Promise<boolean> {
  const missing: Path[] = [];
  for (let each = folder; each !== '' && !side.trashFolders.has(each); each = parentOf(each))
    missing.unshift(each);
  if (missing.length === 0) return false;
  // Those that exist are refused; whether all is well shows in the rename that follows.
  await Promise.all(missing.map((each) => makeDirectory(session, remote(side, each), undefined)));
  for (const each of missing) side.trashFolders.add(each);
  return true;
}
