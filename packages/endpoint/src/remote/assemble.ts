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
import { shownText } from './shown-text.js';

/** A directory with more is listed as far as this and then given up: all of it is held in memory (FAULTS S22). */
export const MAX_LISTED_ENTRIES = 2_000_000;
/** The same for what they are listed with: room for that many long names. */
export const MAX_LISTING_BYTES = 256 * 1024 * 1024;

/**
 * What a name from a server is worth. `unsafe`: it could lead out of its directory, and whoever sends it is not to be
 * trusted with the rest of the listing either. `unholdable`: a real name, but one that the protocol cannot carry both ways
 * without doubt; it is reported and left alone.
 */
export type NameVerdict = 'fine' | 'unholdable' | 'unsafe';

/** What a server listed, as far as it is the same for all protocols. */
export interface Listed {
  /** Bytes, as sent. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'special';
}

/** How what a server listed becomes entries of the model. */
export interface Assembly<Each extends Listed> {
  judge(name: string): NameVerdict;
  /** Why a name that is `unholdable` is reported, and what to do. */
  readonly unholdable: string;
  /** One whose name is fine. */
  toEntry(directory: Path, each: Each): Entry;
  /** Writes the token of a file into `bytes`, which are zero there, at `at`. False where it can't be packed. */
  pack(bytes: Buffer, at: number, each: Each): boolean;
}

/**
 * A listing from its entries. `trouble` is the first reason, if any, for which it is not complete. A name that comes
 * twice is one unknown entry, whatever the two are: one of them may be a link to anywhere (FAULTS S2, S3).
 */
export function assembleListing<Each extends Listed>(
  directory: Path,
  listed: readonly Each[],
  assembly: Assembly<Each>,
  trouble: string | undefined,
): Listing {
  const { kept, doubtful, reserved, unsafe } = judge(directory, listed, assembly);
  const entry = (index: number): Entry => {
    const each = kept[index]!;
    return doubtful.get(each.name) ?? assembly.toEntry(directory, each);
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
    ? Object.assign(base, { complete: true, columns: columnsOf(kept, doubtful, assembly, entry) })
    : Object.assign(base, { complete: false, incompleteBecause: because });
}

interface Judged<Each> {
  /** Each name once, sorted by bytes. */
  readonly kept: readonly Each[];
  /** What is unknown for the sake of its name. */
  readonly doubtful: ReadonlyMap<string, Entry>;
  readonly reserved: readonly Name[];
  /** Why the rest cannot be believed to be whole. */
  readonly unsafe: string | undefined;
}

function judge<Each extends Listed>(
  directory: Path,
  listed: readonly Each[],
  assembly: Assembly<Each>,
): Judged<Each> {
  const sorted: Each[] = [];
  const doubtful = new Map<string, Entry>();
  const reserved: Name[] = [];
  const unsafe: string[] = [];
  for (const each of listed) {
    const verdict = assembly.judge(each.name);
    const name = each.name as Name;
    if (verdict === 'unsafe') unsafe.push(each.name);
    else if (isReservedName(name) && !isTaken(each)) reserved.push(name);
    else {
      if (verdict === 'unholdable') doubtful.set(name, unknown(directory, name, 'name', assembly.unholdable));
      if (isTaken(each)) doubtful.set(name, unknown(directory, name, 'name', RESERVED_NAME_TAKEN));
      sorted.push(each);
    }
  }
  sorted.sort((left, right) => compareBytes(left.name as Name, right.name as Name));
  const kept = sorted.filter(({ name }, index) => {
    if (index === 0 || sorted[index - 1]!.name !== name) return true;
    doubtful.set(
      name,
      unknown(directory, name as Name, 'clash', 'The server lists this name more than once'),
    );
    return false;
  });
  return { kept, doubtful, reserved: reserved.sort(), unsafe: toldUnsafe(unsafe) };
}

/** They are counted, and one of them is told, to be looked for on the server. */
function toldUnsafe(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const shown = `"${shownText(names[0]!)}"`;
  return names.length === 1
    ? `it holds a name that could lead out of its directory, ${shown}`
    : `it holds ${names.length} names that could lead out of its directory, ${shown} among them`;
}

/** Undefined where a token cannot be packed. */
function columnsOf<Each extends Listed>(
  kept: readonly Each[],
  doubtful: ReadonlyMap<string, Entry>,
  assembly: Assembly<Each>,
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
    if (!assembly.pack(tokens, index * TOKEN_BYTES, each)) return undefined;
    contentCount += 1;
  }
  return { names: kept.map(({ name }) => name as Name), contentCount, isFile, tokens, entry };
}

function isTaken({ name, kind }: Listed): boolean {
  return name === RESERVED_DIRECTORY && kind !== 'directory';
}

function unknown(directory: Path, name: Name, code: 'clash' | 'name', why: string): Entry {
  return unknownEntry(joinPath(directory, name), name, code, why);
}
