import type { ContentEntry, ContentRow, Entry, MoveOperation, Operation, Side } from '@syncline/model';
import {
  COARSEST_TRUSTED_PRECISION_US,
  hasContent,
  sameTime,
  sideState,
  US_PER_SECOND,
} from '@syncline/model';
import type { Applied } from './apply.js';

/** Where and when an operation wrote: `local` a disk whose clock is ours; now, µs since the epoch. */
export interface WritingSite {
  readonly local: boolean;
  readonly nowUs: number;
  /** Whether the side keeps the time that it is given; default true. */
  readonly setsTimes?: boolean | undefined;
  /** How exactly both sides tell times, µs; undefined: not exactly enough to tell whether a time is the one that was given. */
  readonly timePrecisionUs?: number | undefined;
}

/** A time this close to now may still be "now" to another writer, µs. */
const RECENT_US = 2 * US_PER_SECOND;

/**
 * The journal row of the content that an operation left under its name, given what its side shows there now; undefined when that
 * is not what was written (somebody was there meanwhile: the next run finds out). `moved` is the row of a moved file
 * under its old name.
 */
export function rowAfter(
  applied: Applied,
  seen: Entry | undefined,
  site: WritingSite,
  moved?: ContentRow,
): ContentRow | undefined {
  const { operation, hash } = applied;
  if (operation.op === 'move') {
    const row = 'tree' in operation ? undefined : movedRow(operation, seen, hash, site);
    return row === undefined || moved === undefined ? row : withDoubtsOf(moved, row);
  }
  const brought = broughtBy(operation);
  return brought === undefined ? undefined : writtenRow(operation.side, seen, brought, hash, site);
}

/** A rename sets no time: the file is known by what it was under its old name, not by its original on the other side. */
function movedRow(
  { side, target, content }: MoveOperation,
  seen: Entry | undefined,
  hash: string | undefined,
  site: WritingSite,
): ContentRow | undefined {
  if (!isLike(seen, target) || hasOtherTime(seen, target, { ...site, setsTimes: true })) return undefined;
  // A disk knows a file through a rename: what has its size and time only is another one.
  if (site.local && target.identity !== undefined && seen.identity !== target.identity) return undefined;
  return contentRow(side, ownWork(seen, target, site), content, hash);
}

/**
 * The row of `brought`, which was just written to `side`, where that is what the side shows; undefined otherwise. Another time than
 * the one that was given is what the side made of that (a file system of whole seconds, or one whose times end in 2038), or that of
 * somebody's edit since. INVARIANT: such a token gets into the row in doubt only, so that the next run looks at the content, and
 * by nothing that a rename would be known by: an edit is never taken for our own work.
 */
export function writtenRow(
  side: Side,
  seen: Entry | undefined,
  brought: ContentEntry,
  hash: string | undefined,
  site: WritingSite,
): ContentRow | undefined {
  if (!isLike(seen, brought)) return undefined;
  const written = hasOtherTime(seen, brought, site)
    ? { ...seen, racy: true, identity: undefined }
    : ownWork(seen, brought, site);
  return contentRow(side, written, brought, hash);
}

/** Whether it may be that version, by kind, size and target. */
function isLike(seen: Entry | undefined, version: ContentEntry): seen is ContentEntry {
  if (!hasContent(seen) || seen.kind !== version.kind || seen.size !== version.size) return false;
  return seen.kind !== 'link' || version.kind !== 'link' || seen.target === version.target;
}

/** A file that was written has the time of its original; whoever edits it sets another one. */
function hasOtherTime(
  seen: ContentEntry,
  brought: ContentEntry,
  { setsTimes = true, timePrecisionUs }: WritingSite,
): boolean {
  if (!setsTimes || timePrecisionUs === undefined || seen.kind !== 'file' || brought.kind !== 'file')
    return false;
  if (seen.mtime === undefined || brought.mtime === undefined) return false;
  // A time before 1970 is clamped.
  return !sameTime(seen.mtime, Math.max(0, brought.mtime), timePrecisionUs);
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
    hash: origin.kind === 'link' ? origin.target : hash,
    source: side === 'source' ? states.here : states.there,
    destination: side === 'destination' ? states.here : states.there,
  };
}

/**
 * On a disk, what we wrote is always changed "just now"; but we set its time to that of the original, and whoever edits
 * it sets another. So only an original that is itself as young as that leaves room for an edit that shows no trace. What
 * a server tells is judged by the server's own clock, in its endpoint. On a disk that keeps no times nothing tells our
 * work from an edit after it.
 */
function ownWork(
  entry: ContentEntry,
  brought: ContentEntry,
  { local, nowUs, setsTimes = true }: WritingSite,
): ContentEntry {
  if (local && !setsTimes) return { ...entry, racy: true };
  if (!entry.racy || !local || entry.kind !== 'file' || brought.kind !== 'file') return entry;
  const ours = sameTime(entry.mtime, brought.mtime, COARSEST_TRUSTED_PRECISION_US);
  const recent = entry.mtime === undefined || Math.abs(nowUs - entry.mtime) < RECENT_US;
  return ours && !recent ? { ...entry, racy: false } : entry;
}
