import type { ContentEntry, Path, RunId } from '@syncline/model';
import { nameOf, trashPath } from '@syncline/model';
import { pathError, refusal } from './errors.js';
import { listDirectory } from './list.js';
import { interpret, isStill, lookAt, questionsOf } from './look.js';
import { checkTarget } from './place.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { checkSendable, remote } from './side.js';
import { makeFolders, moveToTrash, rename } from './trash.js';

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
  const place = trash === undefined ? undefined : trashPath(trash, path);
  const aboutTrash = place === undefined ? [] : questionsOf(at.server, remote(side, place));
  const replies = await at.session.exchange([...questions, ...aboutTrash]);
  checkTarget(expected, interpret(at.server, path, replies), path);
  if (trash !== undefined && place !== undefined) {
    const isFree = interpret(at.server, place, replies.slice(questions.length)).kind === 'absent';
    await moveToTrash(at, side, path, trash, isFree);
    return;
  }
  const reply = await at.session.request(`DELE ${remote(side, path)}`);
  if (!isCompletion(reply)) throw refusal(path, `Cannot delete ${JSON.stringify(nameOf(path))}`, reply);
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
    const listing = await listDirectory(at, where, path);
    if (listing.entries.length > 0) throw pathError('stale', path, 'The directory is not empty');
    throw refusal(path, 'Cannot remove the directory', reply);
  }
  if (trash !== undefined) await makeFolders(at, side, trashPath(trash, path));
}

/** The rename waits for the answers about both names, since RNTO may overwrite. */
export async function moveFile(
  at: Connection,
  side: Side,
  from: Path,
  to: Path,
  expected: ContentEntry,
): Promise<void> {
  checkSendable(at.server, from);
  checkSendable(at.server, to);
  const aboutFrom = questionsOf(at.server, remote(side, from));
  const aboutTo = questionsOf(at.server, remote(side, to));
  const replies = await at.session.exchange([...aboutFrom, ...aboutTo]);
  checkTarget(expected, interpret(at.server, from, replies.slice(0, aboutFrom.length)), from);
  const target = interpret(at.server, to, replies.slice(aboutFrom.length));
  if (!isStill(undefined, target))
    throw pathError('stale', from, `The new name is taken by a ${target.kind}`);
  const reply = await rename(at, remote(side, from), remote(side, to));
  if (!isCompletion(reply)) throw refusal(from, `Cannot rename to ${JSON.stringify(to)}`, reply);
}
