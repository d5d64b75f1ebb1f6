import type { ContentEntry, ContentRow, Side } from '@syncline/model';
import type { Policy } from './policy.js';

/**
 * How a side's file or link stands to the journal: `same` unchanged · `touched` its token changed, its content did not
 * · `changed` · `ask` its content has to be hashed to tell.
 */
export type Standing = 'same' | 'touched' | 'changed' | 'ask';

/** SHA-256 of the contents that were read to decide, by side. */
export type Hashes = Readonly<Partial<Record<Side, string>>>;

/** Tells how a side's version stands to its row; `hashes` answers an earlier `ask`. Another side's token plays no part. */
export function standingOf(entry: ContentEntry, row: ContentRow, side: Side, hashes: Hashes): Standing {
  if (entry.kind !== row.kind || entry.size !== row.size) return 'changed';
  if (isUnchanged(entry, row, side)) return 'same';
  const sameToken = row[side].token === entry.token;
  if (row.hash === undefined) return sameToken ? 'ask' : 'changed';
  const hash = hashes[side];
  if (hash === undefined) return 'ask';
  if (hash !== row.hash) return 'changed';
  return sameToken ? 'same' : 'touched';
}

/**
 * Whether a side shows the version that the journal has, beyond doubt and without reading it. A link is never in doubt:
 * it can't be edited in place, and another target is another inode.
 */
export function isUnchanged(entry: ContentEntry, row: ContentRow | undefined, side: Side): boolean {
  if (row?.kind !== entry.kind) return false;
  const { token, racy } = row[side];
  return token === entry.token && (!racy || entry.kind === 'link');
}

/** An entry whose content was just proven is no longer racy once its token outlived the moment that made it so. */
export function outlived<E extends ContentEntry>(
  entry: E,
  row: ContentRow | undefined,
  side: Side,
  policy: Policy,
): E {
  return policy.racesOver && row?.[side].token === entry.token ? { ...entry, racy: false } : entry;
}
