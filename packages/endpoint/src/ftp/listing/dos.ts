import { US_PER_MS } from '@syncline/model';
import type { ListingLine } from './line.js';
import { BAD, entryLine, parseSize } from './line.js';

/** One line of a LIST of IIS and its kin: `11-22-26  08:10PM  <DIR>  name` or with a size in the place of `<DIR>`. */
const LINE =
  /^(\d{2}-\d{2}-(?:\d{4}|\d{2}) {1,4}\d{1,2}:\d{2}(?: ?(?:AM|PM))?) {1,40}(<DIR> {1,10}|<JUNCTION> {1,10}|<SYMLINKD?> {1,10}|\d{1,16} )(.+)$/s;

export function parseDosLine(line: string): ListingLine {
  const match = LINE.exec(line);
  if (match === null) return BAD;
  const [, timeText, what, name] = match as unknown as [string, string, string, string];
  const kind = what.startsWith('<DIR>') ? 'directory' : what.startsWith('<') ? 'link' : 'file';
  const size = parseSize(what.trim());
  return entryLine({ name, kind, size, timeText, mtime: guessTime(timeText), unique: undefined });
}

/** As if the server's clock showed UTC. */
function guessTime(text: string): number | undefined {
  const match = /^(\d{2})-(\d{2})-(\d{2,4}) +(\d{1,2}):(\d{2}) ?(AM|PM)?$/.exec(text);
  if (match === null) return undefined;
  const [month, day, year, hour, minute] = match.slice(1, 6).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const fullYear = year >= 100 ? year : year < 70 ? 2000 + year : 1900 + year;
  const hours = match[6] === undefined ? hour : (hour % 12) + (match[6] === 'PM' ? 12 : 0);
  return Date.UTC(fullYear, month - 1, day, hours, minute) * US_PER_MS;
}
