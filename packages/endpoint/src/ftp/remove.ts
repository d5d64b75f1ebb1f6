import type { Answer, ContentEntry, Entry, Path, RunId } from '@syncline/model';
import { nameOf, quotedPath, trashPath } from '@syncline/model';
import { firstPlace } from '../remote/keep-in-trash.js';
import { notEmpty, pathError } from '../remote/errors.js';
import { refusal } from './errors.js';
import { isExact } from './features.js';
import { listDirectory } from './list.js';
import { interpret, isStill, lookAt, questionsOf } from './look.js';
import { checkTarget } from './place.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { remote } from '../remote/side.js';
import { checkSendable } from './side.js';
import { makeFolders, moveToTrash, renameAndAsk } from './trash.js';

/** Removes a file that is still `expected`: into the trash, or with DELE. */
export async function removeFile(
  at: Connection,
  side: Side,
  path: Path,
  expected: ContentEntry,
  trash: RunId | undefined,
): Promise<void> {
  checkSendable(at.server, path);
  const questions = questionsOf(at.server, remote(side, path));
  const place = trash === undefined ? undefined : firstPlace(side.trashNumbers, trash, path);
  const aboutTrash = place === undefined ? [] : questionsOf(at.server, remote(side, place));
  const replies = await at.session.exchange([...questions, ...aboutTrash]);
  checkTarget(expected, interpret(at.server, path, replies), path);
  if (trash !== undefined && place !== undefined) {
    const isFree = interpret(at.server, place, replies.slice(questions.length)).kind === 'absent';
    await moveToTrash(at, side, path, trash, { place, isFree });
    return;
  }
  const reply = await at.session.request(`DELE ${remote(side, path)}`);
  if (!isCompletion(reply)) throw refusal(path, `Cannot delete ${quotedPath(nameOf(path))}`, reply);
}

/** Plain RMD: a server refuses it while anything is inside. The trash gets an empty folder in its place. */
export async function removeFolder(
  at: Connection,
  side: Side,
  path: Path,
  trash: RunId | undefined,
): Promise<void> {
  checkSendable(at.server, path);
  const where = remote(side, path);
  const found = await lookAt(at, where, path);
  if (found.kind !== 'directory') throw pathError('stale', path, `Expected a directory, found ${found.kind}`);
  const reply = await at.session.request(`RMD ${where}`);
  if (!isCompletion(reply)) {
    const { entries, reserved } = await listDirectory(at, where, path);
    if (entries.length + reserved.length > 0) throw notEmpty(path);
    throw refusal(path, 'Cannot remove the directory', reply);
  }
  if (trash !== undefined) await makeFolders(at, side, trashPath(trash, path));
}

/** A rename on its way. */
export interface Renaming<T> {
  /** Once the server has answered. Needs no connection for itself. */
  readonly renamed: Promise<T>;
}

/** Renames a file that is still `expected` to a free name. Gives what stands there then, where a look tells what a listing does. */
export async function moveFile(
  at: Connection,
  side: Side,
  from: Path,
  to: Path,
  expected: ContentEntry,
): Promise<Renaming<Entry | void>> {
  await confirmNames(at, side, from, to, (old) => checkTarget(expected, old, from));
  const renamed = rename(at, side, from, to).then((found) => (found?.kind === 'file' ? found : undefined));
  return { renamed };
}

/** Renames a folder, with all that is in it, to a free name. */
export async function moveFolder(at: Connection, side: Side, from: Path, to: Path): Promise<void> {
  await confirmNames(at, side, from, to, ({ kind }) => {
    if (kind !== 'directory') throw pathError('stale', from, `Expected a directory, found ${kind}`);
  });
  await rename(at, side, from, to);
}

/**
 * Asks for both names: the rename waits for the answers, since RNTO may overwrite. RACE: FTP has nothing that renames only to a name
 * that is still free; what takes it between the answer and the rename is up to the server.
 */
async function confirmNames(
  at: Connection,
  side: Side,
  from: Path,
  to: Path,
  check: (found: Answer) => void,
): Promise<void> {
  checkSendable(at.server, from);
  checkSendable(at.server, to);
  const aboutFrom = questionsOf(at.server, remote(side, from));
  const aboutTo = questionsOf(at.server, remote(side, to));
  const replies = await at.session.exchange([...aboutFrom, ...aboutTo]);
  check(interpret(at.server, from, replies.slice(0, aboutFrom.length)));
  const target = interpret(at.server, to, replies.slice(aboutFrom.length));
  if (!isStill(undefined, target))
    throw pathError('stale', from, `The new name is taken by a ${target.kind}`);
}

/** What stands under the new name then is asked for in one go with it, where a look tells what a listing does. */
async function rename(at: Connection, side: Side, from: Path, to: Path): Promise<Answer | undefined> {
  const after = isExact(at.server.facts) ? questionsOf(at.server, remote(side, to)) : [];
  const { renamed, answers } = await renameAndAsk(at, remote(side, from), remote(side, to), { after });
  if (!isCompletion(renamed)) throw refusal(from, `Cannot rename to ${quotedPath(to)}`, renamed);
  return after.length === 0 ? undefined : interpret(at.server, to, answers);
}
