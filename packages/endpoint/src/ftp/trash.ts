import type { Path, RunId, SynclineError } from '@syncline/model';
import { parentOf, quotedPath } from '@syncline/model';
import { refusal } from './errors.js';
import { interpret, questionsOf } from './look.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import type { AskedPlace } from '../remote/keep-in-trash.js';
import { takenAway } from '../remote/errors.js';
import { keepInTrash } from '../remote/keep-in-trash.js';
import { remote } from '../remote/side.js';

const NO_TRASH = ' Let this user make folders there, or turn the trash off.';

const CANNOT_MOVE = 'Cannot move the old version to the trash';

/**
 * Renames what stands at `path` into the trash of a run; its folders are made with the first rename that needs
 * them. `asked`: what is known of `firstPlace`. Returns the new place.
 */
export async function moveToTrash(
  at: Connection,
  side: Side,
  path: Path,
  run: RunId,
  asked?: AskedPlace,
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
  if (await isAbsent(at, side, path)) throw takenAway(path);
  throw kept.refusal ?? refusal(path, CANNOT_MOVE, { code: 550, text: 'every name is taken' });
}

/** Makes the folders in one go with the rename, unless they are known to be there: those that exist are refused, which does no harm. */
async function putInTrash(at: Connection, side: Side, path: Path, place: Path): Promise<Reply> {
  const missing = missingFolders(side, parentOf(place));
  const [from, to] = [remote(side, path), remote(side, place)];
  const { renamed } = await renameAndAsk(at, from, to, { before: makeCommands(side, missing) });
  if (isCompletion(renamed)) for (const each of missing) side.trashFolders.add(each);
  return renamed;
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

/** Renames, and gives the server's answer. */
export async function rename(at: Connection, from: string, to: string): Promise<Reply> {
  return (await renameAndAsk(at, from, to, {})).renamed;
}

/** What is to be told or asked in one go with a rename. */
interface Around {
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

/**
 * RNFR, RNTO and what is around them in one go: when the first is refused, the second is, too (503). RNFR is never sent without its
 * RNTO: proftpd answers other commands with 501 until it comes.
 */
export async function renameAndAsk(
  at: Connection,
  from: string,
  to: string,
  { before = [], after = [] }: Around,
): Promise<{ readonly renamed: Reply; readonly answers: readonly Reply[] }> {
  const replies = await at.session.exchange([...before, `RNFR ${from}`, `RNTO ${to}`, ...after]);
  const [rnfr, rnto, ...answers] = replies.slice(before.length) as [Reply, Reply, ...Reply[]];
  return { renamed: rnfr.code === 350 ? rnto : rnfr, answers };
}

/** Makes a folder of the trash and those above it, unless they are known to be there. */
export async function makeFolders(at: Connection, side: Side, folder: Path): Promise<void> {
  const missing = missingFolders(side, folder);
  if (missing.length === 0) return;
  // Those that exist are refused; whether all is well shows in the rename that follows.
  await at.session.exchange(makeCommands(side, missing));
  for (const each of missing) side.trashFolders.add(each);
}

function missingFolders(side: Side, folder: Path): readonly Path[] {
  return andAbove(folder).filter((each) => !side.trashFolders.has(each));
}

function makeCommands(side: Side, folders: readonly Path[]): readonly string[] {
  return folders.map((each) => `MKD ${remote(side, each)}`);
}
