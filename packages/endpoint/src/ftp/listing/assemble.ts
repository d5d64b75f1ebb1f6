import type { Entry, Listing, Name, Path } from '@syncline/model';
import { isReservedName, joinPath, sortEntries, unknownEntry } from '@syncline/model';
import { judgeName } from '../names.js';
import type { ListedEntry } from './line.js';

/** How a listed entry becomes an entry of the model. */
export interface EntryRules {
  readonly windows: boolean;
  isRacy(mtime: number | undefined): boolean;
}

/** Everything that is compared to tell whether a file was touched; opaque to everybody else. */
export function tokenOf(listed: ListedEntry): string {
  return `${listed.size ?? ''};${listed.timeText};${listed.unique ?? ''}`;
}

/** A listed entry whose name is fine, as an entry. */
export function toEntry(directory: Path, listed: ListedEntry, rules: EntryRules): Entry {
  const name = listed.name as Name;
  const path = joinPath(directory, name);
  switch (listed.kind) {
    case 'directory':
      return {
        kind: 'directory',
        name,
        ...(listed.unique !== undefined && { identity: `/${listed.unique}` }),
      };
    case 'link':
      return unknownEntry(
        path,
        name,
        'link',
        'A symbolic link on the server; links are not followed over FTP',
      );
    case 'special':
      return unknownEntry(path, name, 'special', 'Neither a file nor a directory on the server');
    case 'file': {
      const token = tokenOf(listed);
      const racy = rules.isRacy(listed.mtime);
      const identity = listed.unique === undefined ? undefined : token;
      return { kind: 'file', name, size: listed.size ?? 0, mtime: listed.mtime, token, identity, racy };
    }
  }
}

/**
 * A listing from its entries. `trouble` is the first reason, if any, for which it is not complete. A name that comes
 * twice is one unknown entry, whatever the two are: one of them may be a link to anywhere (FAULTS S2, S3).
 */
export function assemble(
  directory: Path,
  listed: readonly ListedEntry[],
  rules: EntryRules,
  trouble: string | undefined,
): Listing {
  const entries = new Map<string, Entry>();
  const reserved: Name[] = [];
  let unsafe: string | undefined;
  for (const each of listed) {
    const verdict = judgeName(each.name, rules.windows);
    const name = each.name as Name;
    if (verdict === 'unsafe') unsafe ??= 'it holds a name that could lead out of its directory';
    else if (isReservedName(name)) reserved.push(name);
    else if (entries.has(name)) entries.set(name, clash(directory, name));
    else
      entries.set(name, verdict === 'fine' ? toEntry(directory, each, rules) : unholdable(directory, name));
  }
  const because = trouble ?? unsafe;
  const base = { path: directory, entries: sortEntries([...entries.values()]), reserved: reserved.sort() };
  return because === undefined
    ? { ...base, complete: true }
    : { ...base, complete: false, incompleteBecause: because };
}

function clash(directory: Path, name: Name): Entry {
  return unknownEntry(joinPath(directory, name), name, 'clash', 'The server lists this name more than once');
}

function unholdable(directory: Path, name: Name): Entry {
  const why =
    'This name is not UTF-8, holds control characters, or begins or ends with a space: FTP cannot carry it';
  return unknownEntry(joinPath(directory, name), name, 'name', `${why}. Rename it.`);
}
