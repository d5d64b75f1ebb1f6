import type { EntriesShape, SideName } from '../api/shapes';
import { pathText, visibleText } from './paths';
import { countText } from './quantities';

type Exclusion = NonNullable<EntriesShape['entries'][number]['exclusion']>;

/** How much of a side was looked at, and whether that is all of it. */
export function boundText({ entries, found, endedBy }: EntriesShape): string {
  const seen = entries.length.toLocaleString('en');
  switch (endedBy) {
    case null:
      return entries.length === 0
        ? 'It is empty.'
        : `All of it: ${countText(entries.length, 'entry', 'entries')}`;
    case 'entries':
      return found > entries.length
        ? `The first ${seen} of at least ${found.toLocaleString('en')} entries`
        : `The first ${seen} entries; there are more`;
    case 'time':
      return `The first ${seen} entries: more could not be listed in time`;
  }
}

/** What one who reads the list has to know beside it. */
export function hintsOf({ unlisted, hidesDotNames }: EntriesShape): readonly string[] {
  const MOST = 3;
  const hints = unlisted.slice(0, MOST).map((each) => `${pathText(each)}: ${visibleText(each.because)}`);
  if (unlisted.length > MOST)
    hints.push(`… and ${countText(unlisted.length - MOST, 'folder')} more that cannot be listed.`);
  if (hidesDotNames) hints.push('This server hides names that begin with a dot: they are not shown here.');
  return hints;
}

/** Why an entry takes no part; of a pattern, in whose list it stands if that is the other side's. */
export function exclusionText({ because, pattern, side }: Exclusion, kind: string, own: SideName): string {
  const all = kind === 'directory' ? ', with all that is in it' : '';
  if (pattern === undefined) return visibleText(because) + all;
  return `by ${visibleText(pattern)}${side === own ? '' : ` in the list of the ${side}`}${all}`;
}
