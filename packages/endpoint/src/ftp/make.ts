import type { FileEntry, Path } from '@syncline/model';
import { nameOf, pathFromBytes, quotedPath } from '@syncline/model';
import type { Attributes } from '../writing.js';
import { endpointError, pathError } from '../remote/errors.js';
import { refusal } from './errors.js';
import { interpret, lookAt, questionsOf } from './look.js';
import { checkTarget } from './place.js';
import type { Reply } from './reply.js';
import { isCompletion, shownReply } from './reply.js';
import type { Connection } from './server.js';
import { remoteParent } from '../remote/paths.js';
import type { Side } from './side.js';
import { remote } from '../remote/side.js';
import { checkSendable } from './side.js';
import { findTimeSetter, noteTimeReply, timeCommand } from './times.js';

/** MKD; when it is refused, what stands there decides. */
export async function makeFolder(at: Connection, side: Side, path: Path): Promise<'made' | 'exists'> {
  checkSendable(at.server, path);
  const where = remote(side, path);
  const reply = await at.session.request(`MKD ${where}`);
  if (isCompletion(reply)) return 'made';
  const found = await lookAt(at, where, path);
  if (found.kind === 'directory') return 'exists';
  if (found.kind === 'file')
    throw pathError('stale', path, 'A file stands where the directory is to be made');
  const what = `Cannot make the directory ${quotedPath(nameOf(path))}`;
  if (found.kind === 'unknown') {
    const said = `the server said "${shownReply(reply)}", and does not tell what stands there (${found.problem.message})`;
    throw pathError('failed', path, `${what}: ${said}. If it hides the name, have it show it, or ignore it.`);
  }
  throw refusal(path, what, reply);
}

/** Makes the missing root itself, never what is above it. */
export async function makeRootFolder(at: Connection, side: Side): Promise<void> {
  const parent = remoteParent(side.root);
  const [entered, made] = (await at.session.exchange([`CWD ${parent}`, `MKD ${side.root}`])) as [
    Reply,
    Reply,
  ];
  if (isCompletion(made)) return;
  const again = await at.session.request(`CWD ${side.root}`);
  if (isCompletion(again)) return;
  const where = quotedPath(pathFromBytes(side.root));
  if (isCompletion(entered)) {
    throw endpointError(
      'refused',
      `Cannot make the directory ${where}: the server said "${shownReply(made)}"`,
    );
  }
  throw endpointError(
    'refused',
    `The directory above ${where} is missing. Make it on the server, or check the path.`,
  );
}

/** Sets the time of a file that is still `expected`. FTP has no modes to carry. */
export async function setTime(
  at: Connection,
  side: Side,
  path: Path,
  expected: FileEntry,
  attributes: Attributes,
): Promise<void> {
  checkSendable(at.server, path);
  const where = remote(side, path);
  const replies = await at.session.exchange(questionsOf(at.server, where));
  checkTarget(expected, interpret(at.server, path, replies), path);
  if (attributes.mtime === undefined) return;
  const { facts } = at.server;
  if (facts.timeSetter === 'unknown') return findTimeSetter(at, where, attributes.mtime);
  const command = timeCommand(facts, where, attributes.mtime);
  if (command !== undefined) noteTimeReply(facts, await at.session.request(command));
}
