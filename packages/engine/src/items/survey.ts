import { setImmediate as otherWork } from 'node:timers/promises';
import type { Endpoint, RootState } from '@syncline/endpoint';
import type { Entry, Item, Path, Side } from '@syncline/model';
import { compareBytes, joinPath, ROOT } from '@syncline/model';
import type { ScannedListing } from '@syncline/scanner';
import { NOTHING_IGNORED, NOTHING_LEFT_OUT, scan, takesPart } from '@syncline/scanner';
import { labelOf } from '../label.js';
import { createEndpoint } from '../open-endpoints.js';
import { selectionOf } from '../selection.js';
import { validateItem } from '../validate.js';
import { exclusionsOf, FOLDERS_LEFT_OUT } from './exclusions.js';
import type { Exclusion } from './exclusions.js';

/** The bounds of a survey. */
export interface SurveyOptions {
  readonly stateDirectory: string;
  /** No folder is listed any more once so many entries were seen. */
  readonly maxEntries: number;
  /** Nor after this time, from when the side answered. */
  readonly maxMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One name that a survey found. */
export interface SurveyedEntry {
  readonly path: Path;
  readonly kind: Entry['kind'];
  /** What keeps it out of the item; undefined: it takes part. Of what is left out nothing below is looked at. */
  readonly exclusion: Exclusion | undefined;
}

/** One side as it is now, as far as it was looked at: from the top down, level by level. */
export interface Survey {
  readonly address: string;
  readonly root: RootState['state'];
  /** Sorted by path; at most as many as the bound allows. */
  readonly entries: readonly SurveyedEntry[];
  /** How many there are in the folders that were listed; more than `entries` where a bound cut them. */
  readonly found: number;
  /** Which bound ended it; undefined: everything was looked at. */
  readonly endedBy: 'entries' | 'time' | undefined;
  /** Folders that could not be listed whole, and why. */
  readonly unlisted: readonly { readonly path: Path; readonly because: string }[];
  /** The side keeps names that begin with a dot out of its listings: they take part, but are not shown. */
  readonly hidesDotNames: boolean;
}

/** An idle look needs few connections, and a server has them for its items. */
const CONNECTIONS = 2;
const FOLDERS_AT_ONCE = 4;

const EVERYTHING = { ignore: NOTHING_IGNORED, recursive: true, leftOut: NOTHING_LEFT_OUT };

/**
 * Lists one side, within bounds, and tells of each entry whether it takes part in the item. Writes nothing. Throws `usage` for
 * a bad pattern, and as opening a side does: `unreachable`, `login`, `untrusted`.
 */
export async function survey(item: Item, side: Side, options: SurveyOptions): Promise<Survey> {
  validateItem(item);
  const { signal = new AbortController().signal } = options;
  const spec = item[side].endpoint;
  const limits = { ...item.limits, connections: Math.min(item.limits.connections, CONNECTIONS) };
  const endpoint = await createEndpoint(spec, limits, () => undefined);
  try {
    await endpoint.open(signal);
    const { state: root } = await endpoint.root(signal);
    const seen = root === 'directory' ? await look(endpoint, item, side, options, signal) : NOTHING;
    const { found, endedBy, unlisted } = seen;
    const entries = [...seen.entries].sort((a, b) => compareBytes(a.path, b.path));
    const { hidesDotNames } = endpoint.traits;
    return { address: labelOf(spec), root, entries, found, endedBy, unlisted, hidesDotNames };
  } finally {
    await endpoint.close();
  }
}

type Seen = Pick<Survey, 'entries' | 'found' | 'endedBy' | 'unlisted'>;

const NOTHING: Seen = { entries: [], found: 0, endedBy: undefined, unlisted: [] };

/** What was seen so far, and the folders that are still to be listed. */
interface Gathered {
  readonly entries: SurveyedEntry[];
  readonly unlisted: Survey['unlisted'][number][];
  readonly folders: Path[];
  found: number;
}

type Judge = (entry: Entry, folder: Path) => SurveyedEntry;

async function look(
  endpoint: Endpoint,
  item: Item,
  side: Side,
  options: SurveyOptions,
  signal: AbortSignal,
): Promise<Seen> {
  const { maxEntries, maxMs } = options;
  const judge = judgeOf(item, side, options);
  const timeIsUp = AbortSignal.timeout(maxMs);
  const either = AbortSignal.any([signal, timeIsUp]);
  const gathered: Gathered = { entries: [], unlisted: [], folders: [ROOT], found: 0 };
  const seen = (endedBy: Seen['endedBy']): Seen => ({ ...gathered, endedBy });
  const endMs = performance.now() + maxMs;
  while (gathered.folders.length > 0) {
    // A disk answers at once: nothing else would be done in between, and no timer go off.
    await otherWork();
    if (gathered.entries.length >= maxEntries) return seen('entries');
    if (performance.now() >= endMs) return seen('time');
    const batch = gathered.folders.splice(0, FOLDERS_AT_ONCE);
    try {
      const listings = await Promise.all(
        batch.map((folder) => scan(endpoint, folder, EVERYTHING, [], either)),
      );
      for (const listing of listings) take(listing, gathered, judge, maxEntries);
    } catch (error) {
      if (signal.aborted || !timeIsUp.aborted) throw error;
      return seen('time');
    }
  }
  return seen(gathered.found > gathered.entries.length ? 'entries' : undefined);
}

function take(listing: ScannedListing, gathered: Gathered, judge: Judge, maxEntries: number): void {
  const { path: folder, entries, incompleteBecause: because } = listing;
  if (because !== undefined) gathered.unlisted.push({ path: folder, because });
  gathered.found += entries.length;
  for (const entry of entries.slice(0, maxEntries - gathered.entries.length)) {
    const judged = judge(entry, folder);
    gathered.entries.push(judged);
    if (judged.kind === 'directory' && judged.exclusion === undefined) gathered.folders.push(judged.path);
  }
}

function judgeOf(item: Item, side: Side, { stateDirectory }: SurveyOptions): Judge {
  const selection = selectionOf(item, { stateDirectory }, () => undefined);
  const find = exclusionsOf(item, selection);
  return (entry, folder) => {
    const path = joinPath(folder, entry.name);
    const exclusion = takesPart(entry, folder, selection[side])
      ? undefined
      : (find(path)[0] ?? { path, because: FOLDERS_LEFT_OUT });
    return { path, kind: entry.kind, exclusion };
  };
}
