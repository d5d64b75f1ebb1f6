import { hash } from 'node:crypto';
import type { FileSum } from '@syncline/model';
import { bytesOfFiles, TOKEN_BYTES } from '@syncline/model';
import type { Page } from './page.js';
import { DESTINATION_TOKEN_AT, isFileRow, isSettledFile, rowName, SOURCE_TOKEN_AT } from './row-codec.js';

/**
 * What the files in the rows of a directory come to. Where a listing comes to the same on both sides, every file is
 * settled and unchanged, and there is none besides.
 */
export interface FileSums {
  readonly source: FileSum;
  readonly destination: FileSum;
  /** Rows that are no files. */
  readonly others: number;
  /** By which rules these files take part: the word of who had them summed up. */
  readonly selection: string;
}

/** The sums of a directory's rows, or undefined where a file is not settled: then it is looked at each time. */
export function sumUp(pages: readonly Page[], selection: string): FileSums | undefined {
  const names: string[] = [];
  let rows = 0;
  for (const page of pages) {
    rows += page.length;
    for (let index = 0; index < page.length; index += 1) {
      const at = page.offset(index);
      if (!isFileRow(page.bytes, at)) continue;
      if (!isSettledFile(page.bytes, at)) return undefined;
      names.push(rowName(page.bytes, at));
    }
  }
  if (names.length === 0) return undefined;
  const sum = (tokenAt: number): FileSum =>
    hash('sha256', bytesOfFiles(names.join('\0'), tokensIn(pages, tokenAt, names.length)), 'base64');
  const [source, destination] = [sum(SOURCE_TOKEN_AT), sum(DESTINATION_TOKEN_AT)];
  return { source, destination, others: rows - names.length, selection };
}

function tokensIn(pages: readonly Page[], tokenAt: number, files: number): Buffer {
  const tokens = Buffer.allocUnsafe(files * TOKEN_BYTES);
  let to = 0;
  for (const page of pages) {
    for (let index = 0; index < page.length; index += 1) {
      const at = page.offset(index);
      if (!isFileRow(page.bytes, at)) continue;
      to += page.bytes.copy(tokens, to, at + tokenAt, at + tokenAt + TOKEN_BYTES);
    }
  }
  return tokens;
}
