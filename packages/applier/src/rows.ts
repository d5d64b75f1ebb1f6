import type { ContentEntry, ContentRow, Entry, Operation, Row, Side } from '@syncline/model';
import { COARSEST_TRUSTED_PRECISION_US, hasContent, sameTime, sideState, US_PER_SECOND } from '@syncline/model';
import type { Applied } from './apply.js';

/** Where and when an operation wrote: `local` a disk whose clock is ours; now, µs since the epoch. */
export interface WritingSite {
  readonly local: boolean;
  readonly nowUs: number;
}

/** A time this close to now may still be "now" to another writer, µs. */
const RECENT_US = 2 * US_PER_SECOND;

/**
 * The journal row of what an operation left under its name, given what its side shows there now; undefined when that
 * is not what was written (somebody was there meanwhile: the next run finds out). `moved` is the row of a moved file
 * under its old name.
 */
export function rowAfter(
  applied: Applied,
  seen: Entry | undefined,
  site: WritingSite,
  moved?: ContentRow,
): Row | undefined {
  const { operation, hash } = applied;
  if (operation.op === 'mkdir') return { kind: 'directory' };
  const brought = broughtBy(operation);
  if (brought === undefined || !hasContent(seen)) return undefined;
  if (seen.kind !== brought.kind || seen.size !== brought.size) return undefined;
  const row = contentRow(operation.side, ownWork(seen, brought, site), brought, hash);
  return moved === undefined ? row : withDoubtsOf(moved, row);
}

/** A rename changes no content: what was in doubt under the old name is in doubt under the new one. */
function withDoubtsOf(moved: ContentRow, row: ContentRow): ContentRow {
  return {
    ...row,
    source: { ...row.source, racy: row.source.racy || moved.source.racy },
    destination: { ...row.destination, racy: row.destination.racy || moved.destination.racy },
  };
}

function broughtBy(operation: Operation): ContentEntry | undefined {
  switch (operation.op) {
    case 'copy':
    case 'update':
      return 'content' in operation ? operation.content : operation.like;
    case 'move':
      return operation.content;
    default:
      return undefined;
  }
}

/** A row for content that both sides have: `written` stands on `side`, `origin` on the other. */
export function contentRow(
  side: Side,
  written: ContentEntry,
  origin: ContentEntry,
  hash: string | undefined,
): ContentRow {
  const states = { here: sideState(written), there: sideState(origin) };
  return {
    kind: origin.kind,
    size: origin.size,
    hash,
    source: side === 'source' ? states.here : states.there,
    destination: side === 'destination' ? states.here : states.there,
  };
}

/**
 * On a disk, what we wrote is always changed "just now"; but we set its time to that of the original, and whoever edits
 * it sets another. So only an original that is itself as young as that leaves room for an edit that shows no trace. What
 * a server tells is judged by the server's own clock, in its endpoint.
 */
function ownWork(entry: ContentEntry, brought: ContentEntry, { local, nowUs }: WritingSite): ContentEntry {
  if (!entry.racy || !local || entry.kind !== 'file' || brought.kind !== 'file') return entry;
  const ours = sameTime(entry.mtime, brought.mtime, COARSEST_TRUSTED_PRECISION_US);
  const recent = entry.mtime === undefined || Math.abs(nowUs - entry.mtime) < RECENT_US;
  return ours && !recent ? { ...entry, racy: false } : entry;
}

