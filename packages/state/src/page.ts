import type { Name, Row } from '@syncline/model';
import { JournalDamaged } from './errors.js';
import { decodeRow, isContentRow, rowLength, rowName } from './row-codec.js';

/** Rows of one directory, sorted by name, as they lie in the database: one behind the other. */
export class Page {
  readonly bytes: Buffer;
  /** Where each row begins. */
  readonly #offsets: number[] = [];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    for (let at = 0; at < bytes.length; at += rowLength(bytes, at)) {
      this.#offsets.push(at);
      if (bytes.length - at < MIN_ROW_BYTES || rowLength(bytes, at) < MIN_ROW_BYTES)
        throw new JournalDamaged('a page of rows is cut short');
    }
  }

  get length(): number {
    return this.#offsets.length;
  }

  get contentCount(): number {
    return this.#offsets.reduce((count, at) => count + (isContentRow(this.bytes, at) ? 1 : 0), 0);
  }

  offset(index: number): number {
    return this.#offsets[index]!;
  }

  name(index: number): Name {
    return rowName(this.bytes, this.#offsets[index]!);
  }

  row(index: number): Row {
    return decodeRow(this.bytes, this.#offsets[index]!);
  }

  /** The bytes of one row. */
  slice(index: number): Buffer {
    const at = this.#offsets[index]!;
    return this.bytes.subarray(at, at + rowLength(this.bytes, at));
  }

  /** The place of a name, or where it would be: the bitwise complement of the place of the next one. */
  find(name: Name): number {
    let [low, high] = [0, this.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.name(middle);
      if (found === name) return middle;
      if (found < name) low = middle + 1;
      else high = middle - 1;
    }
    return ~low;
  }
}

/** The head of a row. */
const MIN_ROW_BYTES = 8;
