import type { Path, RunId, SynclineError } from '@syncline/model';
import { parentOf, quotedPath } from '@syncline/model';
import { refusal } from './errors.js';
import { interpret, questionsOf } from './look.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { keepInTrash } from '../remote/keep-in-trash.js';
import { remote } from '../remote/side.js';

const NO_TRASH = ' Let this user make folders there, or turn the trash off.';

const CANNOT_MOVE = 'Cannot move the old version to the trash';

/**
 * Renames what stands at `path` into the trash of a run; its folders are made when the first rename fails for want of
 * them. `asked`: what is known of `firstPlace`. Returns the new place.
 */
export async function moveToTrash(
  at: Connection,
  side: Side,
  path: Path,
  run: RunId,
  asked?: { readonly place: Path; readonly isFree: boolean },
): Promise<Path> {
  const kept = await keepInTrash(side.trashNumbers, run, path, {
    isFree: async (place) => (place === asked?.place ? asked.isFree : isAbsent(at, side, place)),
    put: async (place) => {
      const reply = await putInTrash(at, side, path, place);
      return isCompletion(reply) ? undefined : refusal(path, CANNOT_MOVE, reply);
    },
    whyNoFolder: (folder) => whyNoFolder(at, side, path, folder),
  });
  if ('place' in kept) return kept.place;
  throw kept.refusal ?? refusal(path, CANNOT_MOVE, { code: 550, text: 'every name is taken' });
}

async function putInTrash(at: Connection, side: Side, path: Path, place: Path): Promise<Reply> {
  const wasThere = side.trashFolders.has(parentOf(place));
  const reply = await rename(at, remote(side, path), remote(side, place));
  if (isCompletion(reply)) return reply;
  // RACE: another connection may have made them since this rename was refused.
  if (!(await makeFolders(at, side, parentOf(place))) && wasThere) return reply;
  return rename(at, remote(side, path), remote(side, place));
}

/** Why a folder of the trash is not there, which the refusal of a rename into it does not tell. */
async function whyNoFolder(
  at: Connection,
  side: Side,
  path: Path,
  folder: Path,
): Promise<SynclineError | undefined> {
  for (const each of andAbove(folder)) {
    const where = remote(side, each);
    const [made, entered] = (await at.session.exchange([`MKD ${where}`, `CWD ${where}`])) as [Reply, Reply];
    if (isCompletion(entered)) continue;
    for (const missing of andAbove(folder)) side.trashFolders.delete(missing);
    return refusal(path, `Cannot make ${quotedPath(each)} for the trash`, made, NO_TRASH);
  }
  return undefined;
}

/** From the topmost on. */
function andAbove(folder: Path): readonly Path[] {
  const folders: Path[] = [];
  for (let each = folder; each !== ''; each = parentOf(each)) folders.unshift(each);
  return folders;
}

async function isAbsent(at: Connection, side: Side, place: Path): Promise<boolean> {
  const replies = await at.session.exchange(questionsOf(at.server, remote(side, place)));
  return interpret(at.server, place, replies).kind === 'absent';
}

/**
 * RNFR and RNTO in one go: when the first is refused, the second is, too (503). RNFR is never sent without its RNTO:
 * proftpd answers other commands with 501 until it comes.
 */
export async function rename(at: Connection, from: string, to: string): Promise<Reply> {
  const [rnfr, rnto] = (await at.session.exchange([`RNFR ${from}`, `RNTO ${to}`])) as [Reply, Reply];
  return rnfr.code === 350 ? rnto : rnfr;
}

/** Makes a folder of the trash and those above it. False when all of them were known to be there. */
export async function makeFolders(at: Connection, side: Side, folder: Path): Promise<boolean> {
  const missing = andAbove(folder).filter((each) => !side.trashFolders.has(each));
  if (missing.length === 0) return false;
  // Those that exist are refused; whether all is well shows in the rename that follows.
  await at.session.exchange(missing.map((each) => `MKD ${remote(side, each)}`));
  for (const each of missing) side.trashFolders.add(each);
  return true;
}
