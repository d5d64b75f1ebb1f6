import type { Answer, Path } from '@syncline/model';
import { nameOf, parentOf, ROOT, unknownEntry } from '@syncline/model';
import { remote } from '../remote/side.js';
import { isDirectory, listedOf, toEntry } from './entry.js';
import { shownStatus } from './errors.js';
import type { Told } from './requests.js';
import { isMissing, isStatus, lstat, stat } from './requests.js';
import type { Connection, Server } from './server.js';
import type { Side } from './side.js';

/** What stands at a path. The root itself may be a link, as the login directory often is. */
export function ask({ session }: Connection, side: Side, path: Path): Promise<Told> {
  return path === ROOT ? stat(session, side.root) : lstat(session, remote(side, path));
}

/** What `ask` told. `absent` is a proof only where the parent is known to be a directory: the caller sees to that. */
export function answerOf(server: Server, path: Path, told: Told): Answer {
  const name = nameOf(path);
  if (!isStatus(told)) {
    const nowMs = Date.now();
    const listed = listedOf(name, told);
    return toEntry(parentOf(path), listed, (mtime) => server.clock.isRacy(mtime, 'utc-second', nowMs, nowMs));
  }
  if (isMissing(told)) return { kind: 'absent', name };
  const said = `Asked for it by name, the server said "${shownStatus(told)}"`;
  return unknownEntry(path, name, 'unproven', said);
}

/**
 * Asks for one path by name (SPEC §2, proof before delete). Its parent is asked after it: servers say "no such file" of what
 * is below a file or below nothing, too, and go on where a link leads.
 */
export async function lookAt(at: Connection, side: Side, path: Path): Promise<Answer> {
  return answerBelow(at.server, path, ...(await askBelow(at, side, path)));
}

/** What stands at a path, and at its parent. */
export function askBelow(at: Connection, side: Side, path: Path): Promise<[Told, Told]> {
  return Promise.all([ask(at, side, path), ask(at, side, parentOf(path))]);
}

/** What `askBelow` told: unknown unless the parent is a directory itself, and no link to one. */
export function answerBelow(server: Server, path: Path, told: Told, parent: Told): Answer {
  const answer = answerOf(server, path, told);
  if (!isStatus(parent) && isDirectory(parent)) return answer;
  if (!isStatus(parent))
    return unknownEntry(path, nameOf(path), 'unproven', 'What it should be in is no folder');
  if (answer.kind !== 'absent') return answer;
  const said = `Its folder does not answer: "${shownStatus(parent)}"`;
  return unknownEntry(path, nameOf(path), 'unproven', said);
}
