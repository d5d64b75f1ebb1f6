import type { Path } from '@syncline/model';
import { showPath } from '@syncline/model';

/**
 * What a terminal or a reader of lines would act on instead of showing: C0, DEL and C1 controls, line and paragraph
 * separators, and the invisible marks that reorder text (Unicode TR 36, bidirectional spoofing).
 */
// eslint-disable-next-line no-control-regex
const ACTIVE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text for one line of a terminal or log: a file name in it can forge neither a line nor an escape sequence. */
export function safeText(text: string): string {
  return text.replace(ACTIVE, escapeCharacter);
}

/** A value as JSON on one line, as `safeJson` has it. */
export function jsonLine(value: unknown): string {
  return safeJson(JSON.stringify(value));
}

/**
 * JSON of one line in which nothing is active: `JSON.stringify` escapes C0 controls alone. What else a terminal or a reader of
 * lines would act on stands as `\uNNNN` as well, which means the same.
 */
export function safeJson(json: string): string {
  return json.replace(ACTIVE, (character) => `\\u${hex(character.charCodeAt(0), 4)}`);
}

export function safePath(path: Path): string {
  return safeText(showPath(path).path);
}

/** `\xNN` below 0x80 alone: beyond, it stands for a byte that is not UTF-8, and a character has more than one. */
function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return code < 0x80 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
