import { MAX_LISTED_ENTRIES, MAX_LISTING_BYTES } from '../../remote/assemble.js';
import type { Reply } from '../reply.js';
import { isCompletion, shownReply } from '../reply.js';
import { parseDosLine } from './dos.js';
import { parseFactsLine } from './facts.js';
import type { ListedEntry, ListingLine } from './line.js';
import { parseUnixLine } from './unix.js';

/** Far longer than a name of 255 bytes and its facts. */
const MAX_LINE_BYTES = 64 * 1024;

/** What a listing said, and what speaks against its being whole. */
export interface Collected {
  readonly listed: readonly ListedEntry[];
  /** The directory's own line or its parent's was there: proof that `-a` was understood. */
  readonly selfSeen: boolean;
  readonly format: 'facts' | 'unix' | 'dos';
  /** Why something may be missing, or undefined. */
  readonly trouble: string | undefined;
  readonly reply: Reply;
}

type Format = Collected['format'];

/** Comes before the entries of many a LIST, and is not counted. */
const TOTAL = /^total \d+$/i;

/** A listing that must not be received any further. */
export class ListingTooLong extends Error {}

/** Takes a listing in as it arrives, counting every line. Bytes that are no whole line are kept for the next chunk. */
export class ListingCollector {
  readonly #nowMs: number;
  readonly #maxEntries: number;
  readonly #listed: ListedEntry[] = [];
  #format: Format | undefined;
  #partial = '';
  #bytes = 0;
  #lines = 0;
  #badLines = 0;
  #blankLines = 0;
  #selfSeen = false;

  constructor(format: Format | undefined, nowMs: number, maxEntries = MAX_LISTED_ENTRIES) {
    this.#format = format;
    this.#nowMs = nowMs;
    this.#maxEntries = maxEntries;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_LISTING_BYTES)
      throw new ListingTooLong(`it is longer than ${MAX_LISTING_BYTES} bytes`);
    const lines = (this.#partial + chunk.toString('latin1')).split('\n');
    this.#partial = lines.pop() ?? '';
    if (this.#partial.length > MAX_LINE_BYTES)
      throw new ListingTooLong(`it has a line over ${MAX_LINE_BYTES} bytes`);
    for (const line of lines) this.#addLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  finish(reply: Reply): Collected {
    return this.#collected(reply, this.#trouble(reply));
  }

  /** Of a listing that was not received to its end. */
  giveUp({ message }: ListingTooLong): Collected {
    return this.#collected({ code: 426, text: `426 ${message}` }, message);
  }

  #collected(reply: Reply, trouble: string | undefined): Collected {
    const format = this.#format ?? 'unix';
    return { listed: this.#listed, selfSeen: this.#selfSeen, format, trouble, reply };
  }

  #addLine(line: string): void {
    if (this.#format === 'facts' || !TOTAL.test(line)) this.#lines += 1;
    if (line === '') this.#blankLines += 1;
    const parsed = this.#parse(line);
    if (parsed.line === 'entry') this.#push(parsed.entry);
    else if (parsed.line === 'bad') this.#badLines += 1;
    else if (parsed.self) this.#selfSeen = true;
  }

  #push(entry: ListedEntry): void {
    if (this.#listed.length >= this.#maxEntries)
      throw new ListingTooLong(`it has more than ${this.#maxEntries} names`);
    this.#listed.push(entry);
  }

  /** The first line that is understood settles the format of a LIST: a server does not mix them. */
  #parse(line: string): ListingLine {
    if (this.#format === 'facts') return parseFactsLine(line);
    if (this.#format !== 'dos') {
      const unix = parseUnixLine(line, this.#nowMs);
      if (unix.line !== 'bad' || this.#format === 'unix') {
        if (unix.line === 'entry') this.#format = 'unix';
        return unix;
      }
    }
    const dos = parseDosLine(line);
    if (dos.line === 'entry') this.#format = 'dos';
    return dos;
  }

  #trouble(reply: Reply): string | undefined {
    if (!isCompletion(reply)) return `the server ended it with "${shownReply(reply)}"`;
    if (this.#partial !== '') return 'its last line is cut off';
    // ftp-srv sends one for an empty directory; among others it may be what is left of a name.
    const isBlank = this.#blankLines === this.#lines;
    if (this.#badLines > 0 && !isBlank)
      return `${this.#badLines} of its ${this.#lines} lines could not be understood`;
    if (/truncated/i.test(reply.text))
      return `the server cut it ("${shownReply(reply)}"): raise its limit (pure-ftpd: -L, LimitRecursion)`;
    const counted = /(\d+) matches total/.exec(reply.text)?.[1];
    if (counted === undefined || Number(counted) === this.#lines) return undefined;
    return `the server counts ${counted} lines, ${this.#lines} arrived`;
  }
}
