import type { EntryColumns, FileSum, Listing } from '@syncline/model';
import { TOKEN_BYTES } from '@syncline/model';
import { fileSumOf } from '../file-sum.js';

/** The listing without its files, if these come to `known`; otherwise the listing. */
export function withoutKnownFiles(listing: Listing, known: FileSum | undefined): Listing {
  const { columns, path, reserved } = listing;
  if (known === undefined || columns === undefined) return listing;
  const [files, rest]: [number[], number[]] = [[], []];
  columns.names.forEach((_name, index) => (columns.isFile(index) ? files : rest).push(index));
  if (sumOf(columns, files) !== known) return listing;
  return {
    path,
    entries: rest.map((index) => columns.entry(index)),
    complete: true,
    reserved,
    columns: withoutFiles(columns, rest),
    knownFiles: { count: files.length, whole: async () => listing },
  };
}

function sumOf(columns: EntryColumns, files: readonly number[]): FileSum {
  const names = files.map((index) => columns.names[index]!).join('\0');
  return fileSumOf(names, tokensOf(columns, files));
}

function tokensOf({ names, tokens }: EntryColumns, files: readonly number[]): Buffer {
  if (files.length === names.length) return tokens;
  const picked = Buffer.allocUnsafe(files.length * TOKEN_BYTES);
  files.forEach((from, to) =>
    tokens.copy(picked, to * TOKEN_BYTES, from * TOKEN_BYTES, (from + 1) * TOKEN_BYTES),
  );
  return picked;
}

function withoutFiles(columns: EntryColumns, rest: readonly number[]): EntryColumns {
  return {
    names: rest.map((index) => columns.names[index]!),
    contentCount: 0,
    isFile: () => false,
    tokens: Buffer.alloc(rest.length * TOKEN_BYTES),
    entry: (index) => columns.entry(rest[index]!),
  };
}
