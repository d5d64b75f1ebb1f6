import { US_PER_MS } from '@syncline/model';
import type { ListedEntry, ListingLine } from './line.js';
import { BAD, entryLine, parseSize } from './line.js';

/**
 * One line of a Unix-like LIST, which no RFC describes: mode, links, owner, group, size, time, name. Every
 * quantifier is bounded, so that no line can cost more than its length. Exactly one space separates time and name:
 * further ones belong to the name.
 */
const LINE = new RegExp(
  '^([-dlbcpsD])[-rwxsStTlL]{9}[+.@]? {1,40}(?:\\d{1,10} {1,40})?(?:\\S{1,128} {1,40}){0,4}?' +
    '(\\d{1,16}|\\d{1,10}, {0,10}\\d{1,10}) {1,40}' +
    '([A-Z][a-z]{2} {1,4}\\d{1,2} {1,4}(?:\\d{1,2}:\\d{2}|\\d{4})|\\d{4}-\\d{2}-\\d{2} {1,4}\\d{2}:\\d{2}(?::\\d{2})?) (.+)$',
  's',
);
const TOTAL = /^total \d{1,20}$/i;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

export function parseUnixLine(line: string, nowMs: number): ListingLine {
  if (TOTAL.test(line)) return { line: 'skip', self: false };
  const match = LINE.exec(line);
  if (match === null) return BAD;
  const [, type, sizeText, timeText, rest] = match as unknown as [string, string, string, string, string];
  const kind = kindOf(type);
  const size = parseSize(sizeText);
  const name = kind === 'link' ? nameOfLink(rest, size) : rest;
  return entryLine({ name, kind, size, timeText, mtime: guessTime(timeText, nowMs), unique: undefined });
}

function kindOf(type: string): ListedEntry['kind'] {
  if (type === '-') return 'file';
  if (type === 'd') return 'directory';
  return type === 'l' ? 'link' : 'special';
}

/** `name -> target`; the size of a link is its target's length, which settles where a name itself holds an arrow. */
function nameOfLink(text: string, size: number | undefined): string {
  const bySize = size === undefined ? -1 : text.length - size - 4;
  if (bySize > 0 && text.startsWith(' -> ', bySize)) return text.slice(0, bySize);
  const arrow = text.indexOf(' -> ');
  return arrow > 0 ? text.slice(0, arrow) : text;
}

/** As if the server's clock showed UTC. Without a year: the latest such day that is not in the future. */
function guessTime(text: string, nowMs: number): number | undefined {
  const iso = /^(\d{4}-\d{2}-\d{2}) +(\d{2}:\d{2}(?::\d{2})?)$/.exec(text);
  if (iso !== null) return microseconds(Date.parse(`${iso[1]}T${iso[2]}Z`));
  const [monthName = '', day = '', last = ''] = text.split(/ +/);
  const month = MONTHS.indexOf(monthName);
  if (month < 0) return undefined;
  if (!last.includes(':')) return microseconds(Date.UTC(Number(last), month, Number(day)));
  const [hour, minute] = last.split(':').map(Number) as [number, number];
  const year = new Date(nowMs).getUTCFullYear();
  const candidates = [year + 1, year, year - 1].map((each) =>
    Date.UTC(each, month, Number(day), hour, minute),
  );
  return microseconds(candidates.find((ms) => ms <= nowMs + DAY_MS) ?? Number.NaN);
}

function microseconds(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms * US_PER_MS;
}
