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
  const type = facts?.get('type')?.toLowerCase();
  if (facts === undefined || type === undefined) return BAD;
  if (type === 'cdir' || type === 'pdir') return { line: 'skip', self: type === 'cdir' };
  const timeText = facts.get('modify') ?? '';
  return entryLine({
    name: line.slice(space + 1),
    kind: kindOf(type),
    size: parseSize(facts.get('size')),
    timeText,
    mtime: parseFactTime(timeText),
    unique: facts.get('unique') || undefined,
  });
}

/** Undefined when the text is not a list of facts. Names of facts are case-blind. */
function factsOf(text: string): Map<string, string> | undefined {
  if (!text.endsWith(';')) return undefined;
  const facts = new Map<string, string>();
  for (const fact of text.slice(0, -1).split(';')) {
    const equals = fact.indexOf('=');
    if (equals < 1) return undefined;
    facts.set(fact.slice(0, equals).toLowerCase(), fact.slice(equals + 1));
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
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  if (month > 12 || new Date(ms).getUTCDate() !== day || hour > 23 || minute > 59 || second > 60)
    return undefined;
  return ms * US_PER_MS + Number((match[7] ?? '').padEnd(6, '0').slice(0, 6));
}

/** The same form, for MFMT and its kin. */
export function factTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** The facts in an answer to MLST: its one line that begins with a space. Undefined when there is none. */
export function factsReply(reply: Reply): ListingLine | undefined {
  const line = reply.text.split('\n').find((each) => each.startsWith(' '));
  return line === undefined ? undefined : parseFactsLine(line.slice(1));
}
