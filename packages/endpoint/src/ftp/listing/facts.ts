import { US_PER_MS } from '@syncline/model';
import type { Reply } from '../reply.js';
import type { ListedEntry, ListingLine } from './line.js';
import { BAD, entryLine, parseSize } from './line.js';

/**
 * One line of MLSD: `fact=value;fact=value; name` (RFC 3659 §7.2). Facts are the same for MLST, so that a look by name
 * and a listing tell equal tokens.
 */
export function parseFactsLine(line: string): ListingLine {
  const space = line.indexOf(' ');
  if (space < 1) return BAD;
  const facts = factsOf(line.slice(0, space));
  const type = facts?.type?.toLowerCase();
  if (facts === undefined || type === undefined) return BAD;
  if (type === 'cdir' || type === 'pdir') return { line: 'skip', self: type === 'cdir' };
  const timeText = facts.modify ?? '';
  return entryLine({
    name: line.slice(space + 1),
    kind: kindOf(type),
    size: parseSize(facts.size),
    timeText,
    mtime: parseFactTime(timeText),
    unique: facts.unique || undefined,
  });
}

/** The facts that are used, as sent; `undefined` for one that was not. */
interface Facts {
  type: string | undefined;
  size: string | undefined;
  modify: string | undefined;
  unique: string | undefined;
}

/** Undefined when the text is not a list of facts. Names of facts are case-blind. Called once per file: it makes no lists. */
function factsOf(text: string): Facts | undefined {
  const facts: Facts = { type: undefined, size: undefined, modify: undefined, unique: undefined };
  for (let from = 0; from < text.length;) {
    const end = text.indexOf(';', from);
    const equals = text.indexOf('=', from);
    if (end < 0 || equals <= from || equals > end) return undefined;
    const name = text.slice(from, equals).toLowerCase();
    if (name === 'type' || name === 'size' || name === 'modify' || name === 'unique')
      facts[name] = text.slice(equals + 1, end);
    from = end + 1;
  }
  return facts;
}

/** Links are told as `OS.unix=slink:target` or `OS.unix=symlink`; what is neither file nor directory is special. */
function kindOf(type: string): ListedEntry['kind'] {
  if (type === 'file') return 'file';
  if (type === 'dir') return 'directory';
  return /^os\.[^=]+=(slink|symlink)/.test(type) ? 'link' : 'special';
}

/** `YYYYMMDDHHMMSS[.fraction]`, UTC (RFC 3659 §2.3), in µs; undefined when it is no such time. */
export function parseFactTime(text: string): number | undefined {
  const fraction = text.length === 14 ? '' : /^\.(\d{1,9})$/.exec(text.slice(14))?.[1];
  if (fraction === undefined) return undefined;
  const year = numberAt(text, 0, 4);
  const month = numberAt(text, 4, 6);
  const day = numberAt(text, 6, 8);
  const hour = numberAt(text, 8, 10);
  const minute = numberAt(text, 10, 12);
  const second = numberAt(text, 12, 14);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  // What is no number fails the comparison of days.
  if (month > 12 || new Date(ms).getUTCDate() !== day || hour > 23 || minute > 59 || second > 60)
    return undefined;
  return fraction === '' ? ms * US_PER_MS : ms * US_PER_MS + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** The digits from one place to another as a number; NaN when they are not all digits. */
function numberAt(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** The same form, for MFMT and its kin. */
export function factTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  const day = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10);
  return day + iso.slice(11, 13) + iso.slice(14, 16) + iso.slice(17, 19);
}

/**
 * The facts in an answer to MLST: its one line that begins with a space, or the second where none does (ftpserverlib, which SFTPGo
 * has, before August 2022). Undefined when there is none.
 */
export function factsReply({ text }: Reply): ListingLine | undefined {
  const spaced = text.indexOf('\n ');
  const from = spaced < 0 ? text.indexOf('\n') + 1 : spaced + 2;
  if (from === 0) return undefined;
  const end = text.indexOf('\n', from);
  return parseFactsLine(text.slice(from, end < 0 ? undefined : end));
}
