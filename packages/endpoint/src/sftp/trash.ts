import type { Path, RunId } from '@syncline/model';
import { parentOf, quotedPath } from '@syncline/model';
import { pathError, takenAway } from '../remote/errors.js';
import type { AskedPlace } from '../remote/keep-in-trash.js';
import { firstPlace, keepInTrash } from '../remote/keep-in-trash.js';
import { remote } from '../remote/side.js';
import type { Status } from './decode.js';
import { kindOf } from './entry.js';
import { refusal, shownStatus } from './errors.js';
import { STATUS } from './protocol.js';
import { isDone, isMissing, isStatus, link, lstat, makeDirectory, rename } from './requests.js';
import { inOrder } from './in-order.js';
import type { Told } from './requests.js';
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

/** Whether the place in the trash is free that a version would get first; to be asked together with what is asked before. */
export async function askPlace(at: Connection, side: Side, path: Path, run: RunId): Promise<AskedPlace> {
  const place = firstPlace(side.trashNumbers, run, path);
  return { place, isFree: await isFree(at, side, place) };
}

async function isFree({ session }: Connection, side: Side, place: Path): Promise<boolean> {
  return isMissing(await lstat(session, remote(side, place)));
}

/** Renames what stands at `path` into the trash of a run. Returns the new place. */
export async function moveToTrash(
  at: Connection,
  side: Side,
  path: Path,
  run: RunId,
  asked: AskedPlace,
): Promise<Path> {
  const place = await putIntoTrash(at, side, path, run, asked, rename);
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
  asked: AskedPlace,
): Promise<Path | undefined> {
  if (!at.server.links) return undefined;
  const place = await putIntoTrash(at, side, path, run, asked, link);
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
  asked: AskedPlace,
  put: typeof rename,
): Promise<Path | Status> {
  const kept = await keepInTrash(side.trashNumbers, run, path, {
    // Not all servers refuse to rename over what is there.
    isFree: async (place) => (place === asked.place ? asked.isFree : isFree(at, side, place)),
    put: async (place) => {
      const status = await putAt(at, side, path, place, put);
      return isDone(status) ? undefined : status;
    },
    whyNoFolder: (folder) => whyNoFolder(at.session, side, folder),
  });
  if ('place' in kept) return kept.place;
  if (await isFree(at, side, path)) throw takenAway(path);
  return kept.refusal ?? ALL_TAKEN;
}

async function putAt(
  at: Connection,
  side: Side,
  path: Path,
  place: Path,
  put: typeof rename,
): Promise<Status> {
  await makeFolders(at, side, parentOf(place));
  return put(at.session, remote(side, path), remote(side, place));
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

/** Makes a folder of the trash and those above it, as far as they are missing. Whether all is well shows in what follows. */
export async function makeFolders(at: Connection, side: Side, folder: Path): Promise<void> {
  const { server, session } = at;
  const unknown: Path[] = [];
  for (let each = folder; each !== '' && !side.trashFolders.has(each); each = parentOf(each))
    unknown.unshift(each);
  if (unknown.length === 0) return;
  const told = await Promise.all(unknown.map((each) => lstat(session, remote(side, each))));
  unknown.forEach((each, index) => requireNoLink(each, told[index]!));
  const from = told.findIndex(isStatus);
  const missing = from < 0 ? [] : unknown.slice(from);
  const makings = missing.map((each) => () => makeDirectory(session, remote(side, each), TRASH_RIGHTS));
  const made = await inOrder(server, ...makings);
  // RACE: what was made meanwhile by another session is refused, and may be anything.
  const refused = missing.filter((_each, index) => !isDone(made[index]!));
  for (const each of refused) requireNoLink(each, await lstat(session, remote(side, each)));
  for (const each of unknown) side.trashFolders.add(each);
}

/** Renames go where a link leads, which may be anywhere. */
function requireNoLink(folder: Path, told: Told): void {
  if (isStatus(told) || kindOf(told) !== 'link') return;
  const shown = quotedPath(folder);
  throw pathError(
    'link',
    folder,
    `Nothing is kept in ${shown}: it is a link. Make it a folder, or turn the trash off.`,
  );
}
