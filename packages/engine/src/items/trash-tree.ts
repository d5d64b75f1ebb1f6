import type { ReadableEndpoint } from '@syncline/endpoint';
import { numberedName } from '@syncline/endpoint/base';
import { reveal } from '@syncline/scanner';
import type { ContentEntry, DirectoryEntry, Entry, Name, Path } from '@syncline/model';
import {
  hasContent,
  isSynclineError,
  joinPath,
  MAX_NAME_BYTES,
  nameOf,
  parseRunId,
  pathFromBytes,
  ROOT,
  sortEntries,
  SynclineError,
  TRASH_DIRECTORY,
} from '@syncline/model';

/** One thing that the trash of a run keeps. */
export interface Kept {
  /** Within the trash folder of its run: what it is called by in commands. */
  readonly path: Path;
  /** Where it stood. */
  readonly original: Path;
  /** Where it is now, from the root of its side. */
  readonly place: Path;
  /** A file or link, or a folder in which nothing is kept: it was removed empty, or what was in it had gone before. */
  readonly entry: ContentEntry | DirectoryEntry;
  /** The same run kept an earlier version of the same path, which is the one that stood there before the run. */
  readonly later: boolean;
}

/** Ids of an item's runs, on any machine, that a side keeps something of, oldest first; none where there is no trash. */
export async function trashRuns(
  side: ReadableEndpoint,
  itemKey: string,
  signal: AbortSignal,
): Promise<readonly Name[]> {
  const entries = await entriesOf(side, TRASH_DIRECTORY, signal);
  return entries
    .filter(({ kind, name }) => kind === 'directory' && parseRunId(name)?.runKey.startsWith(itemKey))
    .map(({ name }) => name)
    .sort();
}

interface Folder {
  readonly path: Path;
  readonly original: Path;
  readonly later: boolean;
}

/** Names that a side does not list, by the directory in which they stood. */
export type HiddenNames = ReadonlyMap<Path, readonly Name[]>;

/**
 * What the trash of one run keeps, in the order of its folders; what is `hidden` there is asked for by name. Throws `unlistable`
 * where it can't be listed whole.
 */
export async function* keptIn(
  side: ReadableEndpoint,
  run: Name,
  signal: AbortSignal,
  hidden: HiddenNames = new Map(),
): AsyncGenerator<Kept, void, undefined> {
  const top = joinPath(TRASH_DIRECTORY, run);
  const pending: Folder[] = [{ path: ROOT, original: ROOT, later: false }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    signal.throwIfAborted();
    const directory = joinPath(top, folder.path);
    const listed = await entriesOf(side, directory, signal);
    const names = hidden.get(folder.original) ?? [];
    const entries = names.length === 0 ? listed : await withHidden(listed, side, directory, names, signal);
    if (entries.length === 0 && folder.path !== ROOT) {
      yield {
        ...folder,
        place: directory,
        entry: { kind: 'directory', name: nameOf(folder.path) },
      };
    }
    const beside = namesBeside(entries);
    const below: Folder[] = [];
    for (const entry of entries) {
      const place = placeOf(entry, folder, beside);
      if (entry.kind === 'directory') below.push(place);
      else if (hasContent(entry)) yield { ...place, place: joinPath(top, place.path), entry };
    }
    pending.push(...below.reverse());
  }
}

/** Of the numbers that a name gets which is taken (`~2` …) this many are asked for together: what had some of them may be gone. */
const NUMBERS_ASKED = 8;

async function withHidden(
  listed: readonly Entry[],
  side: ReadableEndpoint,
  directory: Path,
  names: readonly Name[],
  signal: AbortSignal,
): Promise<readonly Entry[]> {
  const entries = [...listed];
  const ask = async (asked: readonly Name[]): Promise<ReadonlySet<Name>> => {
    const found = await reveal(side, { path: directory, entries }, asked, signal);
    entries.push(...found);
    return new Set(found.map(({ name }) => name));
  };
  await ask(names);
  let left = names;
  for (let from = 2; left.length > 0; from += NUMBERS_ASKED) {
    const numbered = (name: Name): Name[] =>
      Array.from({ length: NUMBERS_ASKED }, (_, index) => numberedName(name, from + index));
    const found = await ask(left.flatMap(numbered));
    left = left.filter((name) => numbered(name).some((each) => found.has(each)));
  }
  return sortEntries(entries);
}

interface Beside {
  readonly kinds: ReadonlyMap<Name, Entry['kind']>;
  /** Those that do not look like numbered ones. */
  readonly plain: readonly Name[];
}

function namesBeside(entries: readonly Entry[]): Beside {
  const kinds = new Map(entries.map(({ name, kind }) => [name, kind]));
  return { kinds, plain: [...kinds.keys()].filter((name) => !NUMBERED.test(name)) };
}

const NUMBERED = /^(.+)~([2-9]|[1-9]\d+)$/s;
/** Of a character of UTF-8, which no name is cut within. */
const MAX_CHARACTER_BYTES = 4;

/**
 * Where something in the trash stood. `name~2` beside `name` is a name that was taken: another version of the same
 * path, or a folder beside a file. A folder beside a folder never is: those are shared.
 */
function placeOf(entry: Entry, folder: Folder, beside: Beside): Folder {
  const base = takenName(entry.name, beside);
  const taken = base === undefined ? undefined : beside.kinds.get(base);
  const numbered = taken !== undefined && !(taken === 'directory' && entry.kind === 'directory');
  return {
    path: joinPath(folder.path, entry.name),
    original: joinPath(folder.original, numbered ? base! : entry.name),
    later: folder.later || numbered,
  };
}

/** The name beside a numbered one that it was made of; none where that can't be told, since several that are cut come to the same. */
function takenName(name: Name, { kinds, plain }: Beside): Name | undefined {
  const [, base, number] = NUMBERED.exec(name) ?? [];
  if (base === undefined) return undefined;
  const uncut = pathFromBytes(base);
  if (name.length <= MAX_NAME_BYTES - MAX_CHARACTER_BYTES) return uncut;
  const long = plain.filter((each) => each !== uncut && numberedName(each, Number(number)) === name);
  const [first, ...more] = kinds.has(uncut) ? [uncut, ...long] : long;
  return more.length === 0 ? first : undefined;
}

/** A folder that is not there has no entries; one that can't be listed whole throws. */
async function entriesOf(
  side: ReadableEndpoint,
  directory: Path,
  signal: AbortSignal,
): Promise<readonly Entry[]> {
  try {
    const {
      entries,
      complete,
      incompleteBecause = 'the listing is not complete',
    } = await side.list(directory, signal);
    if (complete) return entries;
    throw new SynclineError('unlistable', `the trash cannot be listed: ${incompleteBecause}`, {
      scope: 'path',
      path: directory,
    });
  } catch (error) {
    if (isSynclineError(error) && error.scope === 'path' && error.code === 'failed') return [];
    throw error;
  }
}
