import type { Answer, ContentEntry, Entry, Path, RunId } from '@syncline/model';
import { nameOf, quotedPath, trashPath } from '@syncline/model';
import { notEmpty, pathError } from '../remote/errors.js';
import { remote } from '../remote/side.js';
import { checkTarget, isStill } from './entry.js';
import { refusal } from './errors.js';
import { listDirectory } from './list.js';
import { answerOf, ask, lookAt } from './look.js';
import { isDone, remove, removeDirectory, rename } from './requests.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { checkSendable } from './side.js';
import { askPlace, makeFolders, moveToTrash } from './trash.js';

/** Removes a file that is still `expected`: into the trash, or for good. */
export async function removeFile(
  at: Connection,
  side: Side,
  path: Path,
  expected: ContentEntry,
  trash: RunId | undefined,
): Promise<void> {
  checkSendable(side, path);
  const [found, asked] = await Promise.all([
    lookAt(at, side, path),
    trash === undefined ? undefined : askPlace(at, side, path, trash),
  ]);
  checkTarget(expected, found, path);
  if (asked !== undefined) return void (await moveToTrash(at, side, path, trash!, asked));
  const status = await remove(at.session, remote(side, path));
  if (!isDone(status)) throw refusal(path, `Cannot delete ${quotedPath(nameOf(path))}`, status);
}

/** A server refuses it while anything is inside. The trash gets an empty folder in its place. */
export async function removeFolder(
  at: Connection,
  side: Side,
  path: Path,
  trash: RunId | undefined,
): Promise<void> {
  checkSendable(side, path);
  const found = await lookAt(at, side, path);
  if (found.kind !== 'directory') throw pathError('stale', path, `Expected a directory, found ${found.kind}`);
  const status = await removeDirectory(at.session, remote(side, path));
  if (!isDone(status)) {
    const { entries, reserved } = await listDirectory(at, side, path);
    if (entries.length + reserved.length > 0) throw notEmpty(path);
    throw refusal(path, 'Cannot remove the directory', status);
  }
  if (trash !== undefined) await makeFolders(at, side, trashPath(trash, path));
}

/** Renames a file that is still `expected` to a free name. Gives what stands there then, where the server told that in time. */
export async function moveFile(
  at: Connection,
  side: Side,
  from: Path,
  to: Path,
  expected: ContentEntry,
): Promise<Entry | void> {
  const found = await moveTo(at, side, from, to, (old) => checkTarget(expected, old, from));
  if (found.kind === 'file') return found;
}

/** Renames a folder, with all that is in it, to a free name. */
export async function moveFolder(at: Connection, side: Side, from: Path, to: Path): Promise<void> {
  await moveTo(at, side, from, to, ({ kind }) => {
    if (kind !== 'directory') throw pathError('stale', from, `Expected a directory, found ${kind}`);
  });
}

/**
 * The rename waits for the answers about both names: by the protocol it fails where the new one is taken, but not all servers
 * keep to that. RACE: on those, what takes it between the answer and the rename is lost. What stands there then is asked for with the
 * rename; a server may answer that first.
 */
async function moveTo(
  at: Connection,
  side: Side,
  from: Path,
  to: Path,
  check: (found: Answer) => void,
): Promise<Answer> {
  checkSendable(side, from);
  checkSendable(side, to);
  const [source, target] = await Promise.all([lookAt(at, side, from), lookAt(at, side, to)]);
  check(source);
  requireFree(target, from);
  const renaming = rename(at.session, remote(side, from), remote(side, to));
  const [status, told] = await Promise.all([renaming, ask(at, side, to)]);
  if (isDone(status)) return answerOf(at.server, to, told);
  requireFree(answerOf(at.server, to, await ask(at, side, to)), from);
  throw refusal(from, `Cannot rename to ${quotedPath(to)}`, status);
}

function requireFree(found: Answer, from: Path): void {
  if (isStill(undefined, found)) return;
  const why = found.kind === 'unknown' ? found.problem.message : `it is taken by a ${found.kind}`;
  throw pathError('stale', from, `The new name cannot be had: ${why}`);
}
