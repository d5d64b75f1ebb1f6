import type { Path, RunId } from '@syncline/model';
import { parentOf, quotedPath } from '@syncline/model';
import { pathError } from '../remote/errors.js';
import { keepInTrash } from '../remote/keep-in-trash.js';
import { remote } from '../remote/side.js';
import type { Status } from './decode.js';
import { kindOf } from './entry.js';
import { refusal, shownStatus } from './errors.js';
import { STATUS } from './protocol.js';
import { isDone, isMissing, isStatus, link, lstat, makeDirectory, rename } from './requests.js';
import type { Connection } from './server.js';
import type { Session } from './session.js';
import type { Side } from './side.js';

/** What was replaced or deleted is nobody else's business. */
const TRASH_RIGHTS = 0o700;

const ALL_TAKEN: Status = { type: 'status', code: STATUS.failure, message: 'every name is taken' };
const NO_FOLDER: Status = {
  type: 'status',
  code: STATUS.failure,
  message: 'no folder for it: a file is in its place',
};

/** Renames what stands at `path` into the trash of a run. Returns the new place. */
export async function moveToTrash(at: Connection, side: Side, path: Path, run: RunId): Promise<Path> {
  const place = await putIntoTrash(at, side, path, run, rename);
  if (typeof place === 'string') return place;
  throw refusal(path, 'Cannot move the old version to the trash', place);
}

/**
 * Gives the file at `path` a second name in the trash of a run. Returns the place; undefined, and nothing was done, where the
 * server can't.
 */
export async function linkToTrash(
  at: Connection,
  side: Side,
  path: Path,
  run: RunId,
): Promise<Path | undefined> {
  if (!at.server.links) return undefined;
  const place = await putIntoTrash(at, side, path, run, link);
  if (typeof place === 'string') return place;
  at.server.links = false;
  return undefined;
}

/** Puts what stands at `path` into the trash. Returns the place, or why there is none. */
async function putIntoTrash(
  at: Connection,
  side: Side,
  path: Path,
  run: RunId,
  put: typeof rename,
): Promise<Path | Status> {
  const { session } = at;
  const kept = await keepInTrash(side.trashNumbers, run, path, {
    // Not all servers refuse to rename over what is there.
    isFree: async (place) => isMissing(await lstat(session, remote(side, place))),
    put: async (place) => {
      const status = await putAt(at, side, path, place, put);
      return isDone(status) ? undefined : status;
    },
    whyNoFolder: (folder) => whyNoFolder(session, side, folder),
  });
  return 'place' in kept ? kept.place : (kept.refusal ?? ALL_TAKEN);
}

async function putAt(
  at: Connection,
  side: Side,
  path: Path,
  place: Path,
  put: typeof rename,
): Promise<Status> {
  const [from, to] = [remote(side, path), remote(side, place)];
  const wasThere = side.trashFolders.has(parentOf(place));
  const status = await put(at.session, from, to);
  if (isDone(status)) return status;
  // RACE: another session may have made them since this one was refused.
  if (!(await makeFolders(at, side, parentOf(place))) && wasThere) return status;
  return put(at.session, from, to);
}

/** Why a folder of the trash is not there, which the refusal of a rename into it does not tell. */
async function whyNoFolder(session: Session, side: Side, folder: Path): Promise<Status | undefined> {
  if (folder === '') return undefined;
  const told = await lstat(session, remote(side, folder));
  if (!isMissing(told)) return isStatus(told) || kindOf(told) === 'directory' ? undefined : NO_FOLDER;
  side.trashFolders.delete(folder);
  const above = await whyNoFolder(session, side, parentOf(folder));
  if (above !== undefined) return above;
  const made = await makeDirectory(session, remote(side, folder), TRASH_RIGHTS);
  return isDone(made) ? undefined : { ...made, message: `no folder for it: ${shownStatus(made)}` };
}

/** Makes a folder of the trash and those above it. False when all of them were known to be there. */
export async function makeFolders({ session }: Connection, side: Side, folder: Path): Promise<boolean> {
  const missing: Path[] = [];
  for (let each = folder; each !== '' && !side.trashFolders.has(each); each = parentOf(each))
    missing.unshift(each);
  if (missing.length === 0) return false;
  // Those that exist are refused; whether all is well shows in the rename that follows.
  for (const each of missing) {
    const made = await makeDirectory(session, remote(side, each), TRASH_RIGHTS);
    if (!isDone(made)) await requireNoLink(session, side, each);
    side.trashFolders.add(each);
  }
  return true;
}

/** Renames go where a link leads, which may be anywhere. */
async function requireNoLink(session: Session, side: Side, folder: Path): Promise<void> {
  const told = await lstat(session, remote(side, folder));
  if (isStatus(told) || kindOf(told) !== 'link') return;
  const shown = quotedPath(folder);
  throw pathError(
    'link',
    folder,
    `Nothing is kept in ${shown}: it is a link. Make it a folder, or turn the trash off.`,
  );
}
