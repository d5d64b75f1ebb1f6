import type { ErrorCode, Path, SynclineError } from '@syncline/model';
import { adviceOn, pathError, saysFull } from '../remote/errors.js';
import { shownText } from '../remote/shown-text.js';
import type { Status } from './decode.js';
import { STATUS } from './protocol.js';

/** A request that the server refused, with the code that its answer stands for. */
export function refusal(path: Path, what: string, status: Status): SynclineError {
  const code = codeOfRefusal(status);
  const said = shownStatus(status);
  const message = `${what}: the server said "${said}".${adviceOn(code, said)}`;
  return pathError(code, path, message, isPassing(status));
}

/** Servers say most things by FAILURE and, if at all, by its words. */
function codeOfRefusal({ code, message }: Status): ErrorCode {
  if (saysFull(message)) return 'full';
  if (/read-?only file ?system/i.test(message)) return 'read-only';
  const isDenied = code === STATUS.permissionDenied || /permission denied/i.test(message);
  return isDenied ? 'permission' : 'failed';
}

function isPassing({ code }: Status): boolean {
  return code === STATUS.noConnection || code === STATUS.connectionLost;
}

const WORDS: ReadonlyMap<number, string> = new Map([
  [STATUS.ok, 'done'],
  [STATUS.eof, 'end of file'],
  [STATUS.noSuchFile, 'no such file'],
  [STATUS.permissionDenied, 'permission denied'],
  [STATUS.failure, 'failure'],
  [STATUS.badMessage, 'bad message'],
  [STATUS.noConnection, 'no connection'],
  [STATUS.connectionLost, 'connection lost'],
  [STATUS.unsupported, 'operation unsupported'],
]);

/** A status as it may stand in a message. */
export function shownStatus({ code, message }: Status): string {
  return shownText(message) || (WORDS.get(code) ?? `status ${code}`);
}
