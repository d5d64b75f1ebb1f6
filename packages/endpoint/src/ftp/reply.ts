import { shownText } from '../remote/shown-text.js';

/** One complete answer of an FTP server (RFC 959 §4.2): its code, and all its lines (bytes, joined by LF). */
export interface Reply {
  readonly code: number;
  readonly text: string;
  /** What may be shown of the text, where that is not all of it. */
  readonly shown?: string;
}

export function isCompletion(reply: Reply): boolean {
  return reply.code >= 200 && reply.code < 300;
}

/** The command is unknown to the server, or not implemented by it (RFC 959: 500, 502, 504; 202 superfluous). */
export function isUnknownCommand(reply: Reply): boolean {
  return reply.code === 500 || reply.code === 502 || reply.code === 504 || reply.code === 202;
}

/** The text after the code of a one-line answer. */
export function replyValue(reply: Reply): string {
  return reply.text.slice(4).trim();
}

/** A server's answer as it may stand in a message: one line, no control characters, bounded. */
export function shownReply(reply: Reply): string {
  return shownText(reply.shown ?? reply.text);
}

/** The positive answers that belong to a command. What is not listed may be answered with any positive code. */
const POSITIVE_CODES: ReadonlyMap<string, readonly number[]> = new Map([
  ['SIZE', [213]],
  // 253 and the like come from servers whose MDTM also sets times.
  ['MDTM', [213, 253, 250, 200]],
  ['MLST', [250]],
  ['CWD', [250, 200]],
  ['PWD', [257]],
  ['RNFR', [350]],
  ['EPSV', [229]],
  ['PASV', [227]],
  ['REST', [350]],
  ['STOR', [226, 250]],
  ['APPE', [226, 250]],
  ['RETR', [226, 250]],
  ['LIST', [226, 250]],
  ['MLSD', [226, 250]],
]);

/**
 * Whether an answer can be one to this command. A positive answer of another kind means that commands and answers
 * have come apart (a doubled or late reply), and nothing on that connection can be believed any more.
 */
export function belongsTo(command: string, reply: Reply): boolean {
  if (reply.code < 200 || reply.code > 599) return false;
  if (reply.code >= 400) return true;
  const space = command.indexOf(' ');
  const verb = space < 0 ? command : command.slice(0, space);
  return POSITIVE_CODES.get(verb)?.includes(reply.code) ?? true;
}
