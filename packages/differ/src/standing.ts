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
  if (entry.kind === 'link' && row.hash !== undefined) return proven(entry, row, side, entry.target);
  if (isUnchanged(entry, row, side)) return 'same';
  const sameToken = row[side].token === entry.token;
  if (row.hash === undefined) return sameToken ? 'ask' : 'changed';
  return contentStandingOf(entry, row, side, hashes);
}

/** How a side's version stands to a row with a hash by its content alone, whatever its token says. */
export function contentStandingOf(
  entry: ContentEntry,
  row: ContentRow,
  side: Side,
  hashes: Hashes,
): Standing {
  if (entry.kind !== row.kind || entry.size !== row.size) return 'changed';
  const hash = entry.kind === 'link' ? entry.target : hashes[side];
  return hash === undefined ? 'ask' : proven(entry, row, side, hash);
}

function proven(entry: ContentEntry, row: ContentRow, side: Side, hash: string): Standing {
  if (hash !== row.hash) return 'changed';
  return row[side].token === entry.token ? 'same' : 'touched';
}

/** Whether a side shows the version that the journal has, beyond doubt and without reading it. */
export function isUnchanged(entry: ContentEntry, row: ContentRow | undefined, side: Side): boolean {
  if (row?.kind !== entry.kind) return false;
  const { token, racy } = row[side];
  return token === entry.token && (!racy || isRecordedLink(entry, row));
}

/** A link shows its content, so it is never in doubt where the journal has it. */
function isRecordedLink(entry: ContentEntry, row: ContentRow | undefined): boolean {
  return entry.kind === 'link' && entry.target === row?.hash;
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
