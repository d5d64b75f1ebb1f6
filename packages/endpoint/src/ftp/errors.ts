import type { ErrorCode, Path, SynclineError } from '@syncline/model';
import { adviceOn, pathError, saysFull } from '../remote/errors.js';
import type { Reply } from './reply.js';
import { shownReply } from './reply.js';

/** A command that the server refused, with the code that its answer stands for, and `hint` where no code says what to do. */
export function refusal(
  path: Path,
  what: string,
  reply: Reply,
  hint = '',
  retry = isTransient(reply),
): SynclineError {
  const code = codeOfRefusal(reply);
  const advice = adviceOn(code, reply.text, hint);
  return pathError(code, path, `${what}: the server said "${shownReply(reply)}".${advice}`, retry);
}

/** "Invalid directory name" and "Forbidden filename" of proftpd come with 550. */
const ABOUT_NAME =
  /name not allowed|(?:invalid|illegal|forbidden|prohibited) (?:(?:file|directory|folder|path) ?)?name/i;

/** RFC 959 §4.2.2: 452 and 552 are about room; 532, 550 and 553 about rights or names; 4xx may pass. */
function codeOfRefusal(reply: Reply): ErrorCode {
  if (reply.code === 452 || reply.code === 552) return 'full';
  if (saysFull(reply.text)) return 'full';
  if (/read-?only file ?system/i.test(reply.text)) return 'read-only';
  if (reply.code === 553 && /prohibited/i.test(reply.text)) return 'name';
  if ((reply.code === 550 || reply.code === 553) && ABOUT_NAME.test(reply.text)) return 'name';
  if (reply.code === 532 || reply.code === 550 || reply.code === 553) return 'permission';
  return 'failed';
}

function isTransient(reply: Reply): boolean {
  return reply.code >= 400 && reply.code < 500 && reply.code !== 452;
}
