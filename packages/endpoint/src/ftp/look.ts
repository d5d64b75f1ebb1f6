import type { Answer, FileEntry, Name, Path } from '@syncline/model';
import { US_PER_SECOND, nameOf, sameObservation, unknownEntry } from '@syncline/model';
import type { TimeForm } from '../remote/clock.js';
import { parseFactTime, factsReply } from './listing/facts.js';
import { toEntry } from './listing/assemble.js';
import { parseSize } from './listing/line.js';
import type { Reply } from './reply.js';
import { isCompletion, isUnknownCommand, replyValue, shownReply } from './reply.js';
import type { Connection, Server } from './server.js';
import { remoteParent } from '../remote/paths.js';

const ZONE_STEP_US = 15 * 60 * US_PER_SECOND;
const MINUTE_US = 60 * US_PER_SECOND;
/** Marks the token of a look where the server has no MLST: it is of another form than a listing's. */
const LOOK_TOKEN = 'P';

/** The commands that ask for one path by name: MLST, else what SIZE, MDTM and CWD tell together. */
export function questionsOf({ facts }: Server, remote: string): string[] {
  if (facts.mlst && facts.mlstDenies) return [`MLST ${remote}`];
  if (facts.mlst) return [`MLST ${remote}`, `SIZE ${remote}`, `CWD ${remote}`];
  return [`SIZE ${remote}`, `MDTM ${remote}`, `CWD ${remote}`];
}

/**
 * What the answers to `questionsOf` say. `absent` is a proof only where the parent is known to be there: the caller
 * sees to that.
 */
export function interpret(server: Server, path: Path, replies: readonly Reply[]): Answer {
  return server.facts.mlst ? interpretFacts(server, path, replies) : interpretSize(server, path, replies);
}

/**
 * Asks for one path by name (SPEC §2, proof before delete). The parent is asked after it on the same connection: its
 * positive answer also shows that the answers before it were not out of step.
 */
export async function lookAt(at: Connection, remote: string, path: Path): Promise<Answer> {
  const questions = questionsOf(at.server, remote);
  const replies = await at.session.exchange([...questions, `CWD ${remoteParent(remote)}`]);
  const answer = interpret(at.server, path, replies.slice(0, questions.length));
  const parent = replies.at(-1)!;
  if (answer.kind !== 'absent' || isCompletion(parent)) return answer;
  return unknownEntry(path, nameOf(path), 'unproven', `Its folder does not answer: "${shownReply(parent)}"`);
}

/** In the place of an answer about the time, where MLST is trusted with that. */
const NOT_ASKED: Reply = { code: 502, text: '' };

function interpretFacts(server: Server, path: Path, replies: readonly Reply[]): Answer {
  const [reply, size, cwd] = replies as [Reply, Reply, Reply];
  const name = nameOf(path);
  const told = isCompletion(reply) ? factsReply(reply) : undefined;
  const parsed = told?.line === 'entry' && isAnother(told.entry.name, name) ? undefined : told;
  if (parsed === undefined && !server.facts.mlstDenies)
    return interpretSize(server, path, [size, NOT_ASKED, cwd]);
  if (reply.code === 550) return { kind: 'absent', name };
  if (parsed?.line === 'skip') return { kind: 'directory', name };
  if (parsed?.line !== 'entry') return doubtful(path, name, reply);
  const nowMs = Date.now();
  const isRacy = (mtime: number | undefined): boolean =>
    server.clock.isRacy(mtime, 'utc-second', nowMs, nowMs);
  const parent = path.slice(0, Math.max(0, path.length - name.length - 1)) as Path;
  return toEntry(parent, { ...parsed.entry, name }, { windows: server.facts.windows, isRacy });
}

/** Apache's FtpServer takes names for patterns, and `~` for the login directory, and tells what they stand for. */
function isAnother(told: string, name: Name): boolean {
  return /[*?[\]{}~]/.test(name) && told.slice(told.lastIndexOf('/') + 1) !== name;
}

const NOT_ASKABLE =
  'The server has neither MLST nor SIZE, so it cannot be asked for a file by name: its files are read, but none is written there, and none is taken for deleted';

function interpretSize(server: Server, path: Path, replies: readonly Reply[]): Answer {
  const [size, mdtm, cwd] = replies as [Reply, Reply, Reply];
  const name = nameOf(path);
  if (isCompletion(cwd)) return { kind: 'directory', name };
  if (cwd.code !== 550) return doubtful(path, name, cwd);
  if (isUnknownCommand(size)) {
    server.facts.asksForFiles = false;
    return unknownEntry(path, name, 'unproven', NOT_ASKABLE);
  }
  if (size.code === 550) return { kind: 'absent', name };
  const bytes = isCompletion(size) ? parseSize(replyValue(size)) : undefined;
  if (bytes === undefined) return doubtful(path, name, size);
  const timeText = isCompletion(mdtm) ? replyValue(mdtm) : '';
  const mtime = parseFactTime(timeText);
  const token = `${LOOK_TOKEN};${bytes};${timeText}`;
  // Whether it is racy is a question about the listing that makes the row, not about this.
  return { kind: 'file', name, size: bytes, mtime, token, identity: undefined, racy: true };
}

function doubtful(path: Path, name: Name, reply: Reply): Answer {
  return unknownEntry(path, name, 'unproven', `Asked for it by name, the server said "${shownReply(reply)}"`);
}

/**
 * Whether a path is still what the plan saw: nothing (undefined), or a file. Where the two observations are of
 * different forms (no MLST) the size must be the same, and the time but for the time zone that a LIST does not tell.
 */
export function isStill(expected: Answer | undefined, found: Answer): boolean {
  if (expected === undefined) return found.kind === 'absent';
  if (expected.kind !== 'file' || found.kind !== 'file') return sameObservation(expected, found);
  if (formOf(expected) === formOf(found)) return expected.token === found.token;
  return expected.size === found.size && sameMinute(expected, found);
}

function formOf(entry: FileEntry): TimeForm | 'look' {
  return entry.token.startsWith(`${LOOK_TOKEN};`) ? 'look' : 'utc-second';
}

function sameMinute(left: FileEntry, right: FileEntry): boolean {
  if (left.mtime === undefined || right.mtime === undefined) return true;
  const listed = formOf(left) === 'look' ? right : left;
  // A time with a year in it tells no minute.
  if (!listed.token.includes(':')) return true;
  const apart = Math.abs(left.mtime - right.mtime) % ZONE_STEP_US;
  return apart < MINUTE_US || ZONE_STEP_US - apart < MINUTE_US;
}
