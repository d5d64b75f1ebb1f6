import type { Name, Side } from '@syncline/model';
import { cutName, MAX_NAME_BYTES, pathFromBytes } from '@syncline/model';

/** What a conflict copy's name ends in, before its extension (SPEC §3). */
const CONFLICT_SUFFIX = /\.conflict-(?:source|destination)-\d{8}-\d{6}(?:-\d+)?$/;

const CONFLICT_NAME = /^(.+)\.conflict-(source|destination)-(\d{8})-(\d{6})(?:-\d+)?(\.[^.]*)?$/s;

/**
 * The name of the losing version: `stem.conflict-<side>-<YYYYMMDD-HHMMSS>[-n].ext`, in UTC at the start of the run. The
 * extension begins at the last dot unless that is the first character; the suffix of a conflict copy is replaced, not
 * repeated; n is raised until `isTaken` says no; the stem is cut at a whole character so that the name fits.
 */
export function conflictName(
  name: Name,
  loser: Side,
  runStartMs: number,
  isTaken: (name: Name) => boolean,
): Name {
  const { stem, extension } = splitName(name);
  const moment = new Date(runStartMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  for (let n = 1; ; n += 1) {
    const suffix = `.conflict-${loser}-${moment}${n === 1 ? '' : `-${n}`}`;
    const candidate = pathFromBytes(
      cutName(stem, MAX_NAME_BYTES - suffix.length - extension.length) + suffix + extension,
    );
    if (!isTaken(candidate)) return candidate;
  }
}

/** A suffix for the longer side, with as many copies in one second as anybody will see. */
const LONGEST_SUFFIX_BYTES = '.conflict-destination-20000101-000000-9999'.length;

/** Names of one directory whose conflict copies could be given one name have this in common. */
export function conflictFamily(name: Name): string {
  const { stem, extension } = splitName(name);
  return cutName(stem, MAX_NAME_BYTES - LONGEST_SUFFIX_BYTES - extension.length) + extension;
}

/** What the name of a conflict copy tells. */
export interface ConflictCopyName {
  /** The name that both versions wanted; cut short where the whole would have been too long. */
  readonly plain: Name;
  readonly loser: Side;
  /** When the run that made it began, ms since the epoch. */
  readonly runStartMs: number;
}

/** Reads a name as `conflictName` makes them; undefined for any other. */
export function readConflictName(name: Name): ConflictCopyName | undefined {
  const match = CONFLICT_NAME.exec(name);
  if (match === null) return undefined;
  const [, stem, loser, date, time, extension = ''] = match;
  const iso = `${date}T${time}Z`.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const runStartMs = Date.parse(iso);
  return Number.isNaN(runStartMs)
    ? undefined
    : { plain: pathFromBytes(`${stem}${extension}`), loser: loser as Side, runStartMs };
}

function splitName(name: Name): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  const hasExtension = dot > 0 && name.length - dot < MAX_NAME_BYTES / 2 && !CONFLICT_SUFFIX.test(name);
  const stem = hasExtension ? name.slice(0, dot) : name;
  return { stem: stem.replace(CONFLICT_SUFFIX, ''), extension: hasExtension ? name.slice(dot) : '' };
}
