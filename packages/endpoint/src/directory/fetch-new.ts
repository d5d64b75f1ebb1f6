import type { FileEntry, Path } from '@syncline/model';

import type { Endpoint, ReadableEndpoint } from '../endpoint.js';
import type { NewFile, Written } from '../writing.js';
import { CHUNK_BYTES } from '../content.js';
import type { Copier } from './copier.js';
import { throwIfAborted } from './errors.js';

/** What is fetched before it is written: as much as a transfer of a larger file holds. */
const FETCHED_BYTES = CHUNK_BYTES;

type Made = Awaited<ReturnType<NonNullable<Endpoint['copyNew']>>>;

/** `Endpoint.copyNew` from a side that reads many files at once: what is fetched is made into files by a thread. */
export async function fetchNew(
  copier: Copier,
  origin: ReadableEndpoint,
  directory: Path,
  files: readonly NewFile[],
  signal?: AbortSignal,
): Promise<Made> {
  const made: (Written | undefined)[] = [];
  try {
    for (const part of partsOf(files))
      made.push(...(await fetchPart(copier, origin, directory, part, signal)));
  } catch (error) {
    if (!made.some((each) => each !== undefined)) throw error;
    // What stands already is told all the same; whoever tries the others by themselves meets the error again.
  }
  return files.map((_file, index) => made[index]);
}

function partsOf(files: readonly NewFile[]): NewFile[][] {
  const parts: NewFile[][] = [];
  let room = 0;
  for (const file of files) {
    const { size } = file.entry;
    if (parts.length === 0 || size > room) {
      parts.push([]);
      room = FETCHED_BYTES;
    }
    parts.at(-1)!.push(file);
    room -= size;
  }
  return parts;
}

async function fetchPart(
  copier: Copier,
  origin: ReadableEndpoint,
  directory: Path,
  files: readonly NewFile[],
  signal: AbortSignal | undefined,
): Promise<Made> {
  const entries = files.map(({ entry }) => entry);
  const ends = endsOf(entries);
  const contents = Buffer.from(new ArrayBuffer(ends.at(-1)!));
  const proven = await origin.readMany!(directory, entries, contents, signal);
  throwIfAborted(signal);
  const whole = [...files.keys()].filter((index) => proven[index]);
  const originals = {
    contents,
    begins: whole.map((index) => ends[index]! - entries[index]!.size),
    sizes: whole.map((index) => entries[index]!.size),
    mtimes: whole.map((index) => entries[index]!.mtime),
  };
  const wanted = whole.map((index) => files[index]!);
  const made = whole.length === 0 ? [] : await copier.make(directory, wanted, originals, [contents.buffer]);
  const byIndex = new Map(whole.map((index, at) => [index, made[at]]));
  return files.map((_file, index) => byIndex.get(index));
}

/** Where the content of each ends, one right after the other. */
function endsOf(entries: readonly FileEntry[]): number[] {
  let end = 0;
  return entries.map(({ size }) => (end += size));
}
