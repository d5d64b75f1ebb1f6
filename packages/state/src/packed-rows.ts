import type { Name, Row, Side } from '@syncline/model';
import { TOKEN_BYTES } from '@syncline/model';
import type { Page } from './page.js';
import {
  DESTINATION_TOKEN_AT,
  isFileRow,
  isPackedFile,
  isSettledFile,
  SOURCE_TOKEN_AT,
} from './row-codec.js';

/** The rows of one directory, sorted by the bytes of their names, read one by one. */
export class PackedRows {
  readonly #pages: readonly Page[];
  /** The number of the row that each page begins with. */
  readonly #begins: readonly number[];
  #names: readonly Name[] | undefined;
  #last = 0;

  constructor(pages: readonly Page[]) {
    const begins: number[] = [];
    let rows = 0;
    for (const page of pages) {
      begins.push(rows);
      rows += page.length;
    }
    this.#pages = pages;
    this.#begins = begins;
  }

  get names(): readonly Name[] {
    return (this.#names ??= this.#pages.flatMap((page) =>
      Array.from({ length: page.length }, (_, place) => page.name(place)),
    ));
  }

  /** The rows that are no files. */
  others(): readonly { readonly name: Name; readonly row: Row }[] {
    return this.#pages.flatMap((page) =>
      Array.from({ length: page.length }, (_, place) => place)
        .filter((place) => !isFileRow(page.bytes, page.offset(place)))
        .map((place) => ({ name: page.name(place), row: page.row(place) })),
    );
  }

  row(index: number): Row {
    const number = this.#pageOf(index);
    return this.#pages[number]!.row(index - this.#begins[number]!);
  }

  /**
   * Whether a row says that a file is on both sides what it was: not racy, and both tokens are those that are packed in `source`
   * and `destination` at these offsets. False where that cannot be told by the bytes alone.
   */
  isUnchangedFile(
    index: number,
    source: Buffer,
    sourceAt: number,
    destination: Buffer,
    destinationAt: number,
  ): boolean {
    const number = this.#pageOf(index);
    const page = this.#pages[number]!;
    const { bytes } = page;
    const at = page.offset(index - this.#begins[number]!);
    return (
      isSettledFile(bytes, at) &&
      sameToken(bytes, at + SOURCE_TOKEN_AT, source, sourceAt) &&
      sameToken(bytes, at + DESTINATION_TOKEN_AT, destination, destinationAt)
    );
  }

  /** Whether a row is that of a file whose token on a side is the one that is packed in `tokens` at this offset. */
  hasToken(index: number, side: Side, tokens: Buffer, tokenAt: number): boolean {
    const number = this.#pageOf(index);
    const page = this.#pages[number]!;
    const at = page.offset(index - this.#begins[number]!);
    const from = side === 'source' ? SOURCE_TOKEN_AT : DESTINATION_TOKEN_AT;
    return isPackedFile(page.bytes, at) && sameToken(page.bytes, at + from, tokens, tokenAt);
  }

  /** Rows are mostly asked for in order: the page is nearly always that of the last one. */
  #pageOf(index: number): number {
    if (index < this.#begins[this.#last]!) this.#last = 0;
    while (this.#last + 1 < this.#begins.length && this.#begins[this.#last + 1]! <= index) this.#last += 1;
    return this.#last;
  }
}

function sameToken(bytes: Buffer, from: number, tokens: Buffer, at: number): boolean {
  return tokens.compare(bytes, from, from + TOKEN_BYTES, at, at + TOKEN_BYTES) === 0;
}
