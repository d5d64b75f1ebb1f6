import type { Answer, ContentEntry, ErrorCode, Path } from '@syncline/model';
import { SynclineError, isSynclineError, messageOf, nameOf } from '@syncline/model';

/** A connection broke under one operation. Another connection may do it. */
export function connectionLost(where: string, why: string, cause?: unknown): SynclineError {
  return new SynclineError('failed', `The connection to ${where} was lost: ${why}`, {
    scope: 'path',
    retry: true,
    cause,
  });
}

export function interrupted(): SynclineError {
  return new SynclineError('interrupted', 'Interrupted', { scope: 'item' });
}

export function endpointError(code: ErrorCode, message: string, cause?: unknown): SynclineError {
  return new SynclineError(code, message, { scope: 'endpoint', cause });
}

export function pathError(code: ErrorCode, path: Path, message: string, retry = false): SynclineError {
  return new SynclineError(code, withLength(code, path, message), { scope: 'path', path, retry });
}

/** From here on servers give up, and most without a word about length: proftpd at 2,050 bytes, OpenSSH and vsftpd, which hangs up, at 4,096. */
const LONG_PATH_BYTES = 1_500;

/** What a server could not do may be due to the length of the path, whatever it says. */
function withLength(code: ErrorCode, path: Path, message: string): string {
  const isRefusal = code === 'failed' || code === 'permission' || code === 'name';
  if (!isRefusal || path.length < LONG_PATH_BYTES) return message;
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return `${sentence} Its path has ${path.length} bytes, which may be more than the server takes: shorten it.`;
}

/** Whether a server's words speak of a full disk or quota: what its system calls it, and Windows' ("not enough space"). */
export function saysFull(text: string): boolean {
  return /no space|not enough (?:disk )?space|insufficient (?:disk )?space|quota|disk (?:is )?full/i.test(
    text,
  );
}

/** What to do about a refusal, with a space before it; empty where its code does not say enough, and then `hint`. */
export function adviceOn(code: ErrorCode, words: string, hint = ''): string {
  if (code === 'full') return ' Make room or raise the quota.';
  if (code === 'name') return hint || ' Rename it, or ignore it.';
  // FTP's code for missing rights stands for much else, too.
  const isAboutRights = /denied|not permitted|not allowed|permission/i.test(words);
  return code === 'permission' && isAboutRights ? ' Check what this user may do in that folder.' : hint;
}

/** What stands under a name is not what the plan saw there. */
export function staleTarget(expected: ContentEntry | undefined, found: Answer, path: Path): SynclineError {
  if (found.kind === 'unknown') return notKnown(found.problem.message, path);
  if (expected !== undefined && isGarbled(found, path)) return garbled(path);
  const was = expected === undefined ? 'nothing' : `a ${expected.kind} of ${expected.size} bytes`;
  const size = found.kind === 'file' ? ` of ${found.size} bytes` : '';
  const now = found.kind === 'absent' ? 'nothing' : `a ${found.kind}${size}`;
  return pathError(
    'stale',
    path,
    `Expected ${was} under this name, found ${now}: decided anew at the next run`,
  );
}

/** A listed name that is not there, with what is shown for a character that cannot be: a question mark, or U+FFFD. */
export function isGarbled(found: Answer, path: Path): boolean {
  return found.kind === 'absent' && /[?]|\xef\xbf\xbd/.test(nameOf(path));
}

/** BusyBox lists names so; in the same way at each run, and so it is not enough to say that it is decided anew. */
export function garbled(path: Path): SynclineError {
  const why = 'It is listed, but nothing is there under this name';
  const advice =
    'it was removed meanwhile, or the server puts ? for characters of names that it cannot show: have it show them (its language, UTF-8), or rename it there';
  return pathError('stale', path, `${why}: ${advice}`);
}

/** A directory that its parent showed just now is not there: somebody else works on the server as well. `or`: what else it may be. */
export function directoryGone(path: Path, said?: string, or = ''): SynclineError {
  const answer = said === undefined ? '' : ` (the server said "${said}")`;
  const message = `the directory is not there${or}, or was moved or replaced while it was listed${answer}; the next run lists it anew`;
  return pathError('failed', path, message);
}

/** Somebody else took away where a file is to be written. */
export function parentGone(path: Path): SynclineError {
  return pathError(
    'stale',
    path,
    'the directory to write into is not there any more; the next run decides anew',
  );
}

/** Somebody else moved or removed it between the last look and the step. */
export function takenAway(path: Path): SynclineError {
  return pathError('stale', path, 'it was moved or removed meanwhile; the next run decides anew');
}

/** Somebody else put something into a directory that is to be removed. */
export function notEmpty(path: Path): SynclineError {
  return pathError('stale', path, 'something is in the directory; the next run decides anew');
}

/** What stands under a name could not be told. */
export function notKnown(why: string, path: Path): SynclineError {
  return pathError('stale', path, `Not known to be as planned: ${why}`);
}

/** Names the path in an error that was made without knowing it. */
export function withPath(error: unknown, path: Path): unknown {
  if (!isSynclineError(error) || error.scope !== 'path' || error.path !== undefined) return error;
  return new SynclineError(error.code, withLength(error.code, path, error.message), {
    scope: 'path',
    path,
    retry: error.retry,
    cause: error.cause,
  });
}

/** Whether a fresh connection may bring what this one could not. */
export function mayRetry(error: unknown): boolean {
  return isSynclineError(error) && error.scope === 'path' && error.retry;
}

/** What a socket's error means, without Node's call names where a plain word exists. */
export function networkReason(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  const words: Record<string, string> = {
    ENOTFOUND: 'the name is not known',
    EAI_AGAIN: 'the name could not be looked up now',
    ECONNREFUSED: 'nothing listens there (connection refused)',
    ECONNRESET: 'it was reset',
    EHOSTUNREACH: 'the host cannot be reached',
    ENETUNREACH: 'the network cannot be reached',
    ETIMEDOUT: 'it did not answer in time',
    EPIPE: 'the other end has closed it',
    EACCES: 'this machine does not let it through (a route or a firewall of its own)',
    EPERM: 'this machine does not let it through (a route or a firewall of its own)',
    ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there (another kind of TLS, or none, may be meant)',
  };
  return (typeof code === 'string' && words[code]) || plainWords(messageOf(error));
}

/** What basic-ftp says without a code. */
function plainWords(message: string): string {
  if (/FIN packet|closed connection unexpectedly/i.test(message)) return 'the other end has closed it';
  if (/exceeded maximum allowed size/i.test(message)) return 'it sent a reply without an end';
  return message.replace(/\s*\((control|data) socket\)/, '');
}
