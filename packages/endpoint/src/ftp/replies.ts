import type { Reply } from './reply.js';

/** FEAT, the longest answer that is asked for, stays far below; a server that sends more is up to no good (FAULTS S22). */
const MAX_REPLY_CHARACTERS = 64 * 1024;

const DIGIT_0 = 48;
const DIGIT_9 = 57;
const SPACE = 32;
const HYPHEN = 45;

/**
 * Puts the lines of a control connection together to replies (RFC 959 §4.2): `220 text`, or from `220-text` to the line
 * that begins with `220 `. Blank lines are left out, and so are lines that belong to no reply.
 */
export class ReplyReader {
  readonly #refuse: (reason: string) => void;
  #code = '';
  #lines: string[] = [];
  #characters = 0;

  constructor(refuse: (reason: string) => void) {
    this.#refuse = refuse;
  }

  /** Takes whole lines (bytes, one per character) and hands on the replies that they complete. */
  read(text: string, take: (reply: Reply) => void): void {
    for (let from = 0; from < text.length;) {
      const end = text.indexOf('\n', from);
      const to = end < 0 ? text.length : end;
      const line = text.slice(from, to > from && text[to - 1] === '\r' ? to - 1 : to);
      from = to + 1;
      if (line.trim() !== '') this.#readLine(line, take);
    }
  }

  #readLine(line: string, take: (reply: Reply) => void): void {
    if (this.#code === '') {
      if (!startsWithCode(line)) return;
      const after = line.charCodeAt(3);
      if (line.length === 3 || after === SPACE) take({ code: codeOf(line), text: line });
      else if (after === HYPHEN) this.#open(line);
      return;
    }
    this.#characters += line.length;
    if (this.#characters > MAX_REPLY_CHARACTERS) return this.#refuse('it sent a reply without an end');
    this.#lines.push(line);
    if (line.startsWith(this.#code) && (line.length === 3 || line.charCodeAt(3) === SPACE)) this.#close(take);
  }

  #open(line: string): void {
    this.#code = line.slice(0, 3);
    this.#lines = [line];
    this.#characters = line.length;
  }

  #close(take: (reply: Reply) => void): void {
    const reply = { code: codeOf(this.#code), text: this.#lines.join('\n') };
    this.#code = '';
    this.#lines = [];
    take(reply);
  }
}

/** Of a line that starts with one. */
function codeOf(line: string): number {
  const [hundreds, tens, ones] = [line.charCodeAt(0), line.charCodeAt(1), line.charCodeAt(2)];
  return (hundreds - DIGIT_0) * 100 + (tens - DIGIT_0) * 10 + ones - DIGIT_0;
}

function startsWithCode(line: string): boolean {
  return isDigit(line.charCodeAt(0)) && isDigit(line.charCodeAt(1)) && isDigit(line.charCodeAt(2));
}

function isDigit(character: number): boolean {
  return character >= DIGIT_0 && character <= DIGIT_9;
}
