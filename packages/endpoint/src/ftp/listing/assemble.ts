import type { Entry, EntryColumns, Listing, Name, Path } from '@syncline/model';
import {
  compareBytes,
  isReservedName,
  joinPath,
  RESERVED_DIRECTORY,
  RESERVED_NAME_TAKEN,
  TOKEN_BYTES,
  unknownEntry,
} from '@syncline/model';
import { judgeName } from '../names.js';
import type { ListedEntry } from './line.js';
import { packListed, versionOf } from './token.js';

/** How a listed entry becomes an entry of the model. */
export interface EntryRules {
  readonly windows: boolean;
  isRacy(mtime: number | undefined): boolean;
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
      const { token, identity } = versionOf(listed);
      const racy = rules.isRacy(listed.mtime);
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
  const { kept, doubtful, reserved, unsafe } = judge(directory, listed, rules.windows);
  const entry = (index: number): Entry => {
    const each = kept[index]!;
    return doubtful.get(each.name) ?? toEntry(directory, each, rules);
  };
  let entries: readonly Entry[] | undefined;
  const base = {
    path: directory,
    get entries() {
      return (entries ??= kept.map((_each, index) => entry(index)));
    },
    reserved,
  };
  const because = trouble ?? unsafe;
  return because === undefined
    ? Object.assign(base, { complete: true, columns: columnsOf(kept, doubtful, entry) })
    : Object.assign(base, { complete: false, incompleteBecause: because });
}

interface Judged {
  /** Each name once, sorted by bytes. */
  readonly kept: readonly ListedEntry[];
  /** What is unknown for the sake of its name. */
  readonly doubtful: ReadonlyMap<string, Entry>;
  readonly reserved: readonly Name[];
  /** Why the rest cannot be believed to be whole. */
  readonly unsafe: string | undefined;
}

function judge(directory: Path, listed: readonly ListedEntry[], windows: boolean): Judged {
  const sorted: ListedEntry[] = [];
  const doubtful = new Map<string, Entry>();
  const reserved: Name[] = [];
  let unsafe: string | undefined;
  for (const each of listed) {
    const verdict = judgeName(each.name, windows);
    const name = each.name as Name;
    if (verdict === 'unsafe') unsafe ??= 'it holds a name that could lead out of its directory';
    else if (isReservedName(name) && !isTaken(each)) reserved.push(name);
    else {
      if (verdict === 'unholdable') doubtful.set(name, unholdable(directory, name));
      if (isTaken(each)) doubtful.set(name, taken(directory, name));
      sorted.push(each);
    }
  }
  sorted.sort((left, right) => compareBytes(left.name as Name, right.name as Name));
  const kept = sorted.filter(({ name }, index) => {
    if (index === 0 || sorted[index - 1]!.name !== name) return true;
    doubtful.set(name, clash(directory, name as Name));
    return false;
  });
  return { kept, doubtful, reserved: reserved.sort(), unsafe };
}

/** Undefined where a token cannot be packed. */
function columnsOf(
  kept: readonly ListedEntry[],
  doubtful: ReadonlyMap<string, Entry>,
  entry: (index: number) => Entry,
): EntryColumns | undefined {
  const tokens = Buffer.alloc(kept.length * TOKEN_BYTES);
  const isFile = (index: number): boolean => {
    const { kind, name } = kept[index]!;
    return kind === 'file' && !(doubtful.size > 0 && doubtful.has(name));
  };
  let contentCount = 0;
  for (const [index, each] of kept.entries()) {
    if (!isFile(index)) continue;
    if (!packListed(tokens, index * TOKEN_BYTES, each)) return undefined;
    contentCount += 1;
  }
  return { names: kept.map(({ name }) => name as Name), contentCount, isFile, tokens, entry };
}

function clash(directory: Path, name: Name): Entry {
  return unknownEntry(joinPath(directory, name), name, 'clash', 'The server lists this name more than once');
}

function isTaken({ name, kind }: ListedEntry): boolean {
  return name === RESERVED_DIRECTORY && kind !== 'directory';
}

function taken(directory: Path, name: Name): Entry {
  return unknownEntry(joinPath(directory, name), name, 'name', RESERVED_NAME_TAKEN);
}

function unholdable(directory: Path, name: Name): Entry {
  const why =
    'This name is not UTF-8, holds control characters, or begins or ends with a space: FTP cannot carry it';
  return unknownEntry(joinPath(directory, name), name, 'name', `${why}. Rename it.`);
}
