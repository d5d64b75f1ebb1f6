/** Reads numbers of LevelDB and Snappy: seven bits a byte, the lowest first, the highest bit set on all but the last. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** The next number, exact up to 2^53. Throws `RangeError` behind the end, or when it is longer than that. */
  next(): number {
    for (let value = 0, weight = 1; weight <= 2 ** 49; weight *= 128) {
      const byte = this.#bytes[this.at];
      if (byte === undefined) break;
      this.at += 1;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number without an end');
  }
}
