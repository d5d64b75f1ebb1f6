import { VarintReader } from './varint.js';

/** More than any block of ours has, so that a wrong length does not take the memory. */
const MAX_LENGTH = 256 * 1024 * 1024;

/**
 * Decompresses one Snappy block (google/snappy, format_description.txt). Throws `RangeError` for anything else.
 */
export function unsnappy(packed: Uint8Array): Uint8Array {
  const reader = new VarintReader(packed, 0);
  const length = reader.next();
  if (length > MAX_LENGTH) throw new RangeError('too long');
  const plain = new Uint8Array(length);
  let written = 0;
  for (let at = reader.at; at < packed.length;) {
    const element = packed[at]! & 3 ? readCopy(packed, at) : readLiteral(packed, at);
    if (written + element.length > length) throw new RangeError('longer than announced');
    if (element.offset === undefined)
      plain.set(packed.subarray(element.next - element.length, element.next), written);
    else repeat(plain, written, element.offset, element.length);
    written += element.length;
    at = element.next;
  }
  if (written !== length) throw new RangeError('shorter than announced');
  return plain;
}

interface Element {
  readonly length: number;
  /** Of a copy: how far back it begins. A literal's bytes lie before `next`. */
  readonly offset?: number;
  readonly next: number;
}

function readLiteral(packed: Uint8Array, at: number): Element {
  const code = packed[at]! >> 2;
  const extra = code < 60 ? 0 : code - 59;
  const length = (extra === 0 ? code : littleEndian(packed, at + 1, extra)) + 1;
  const next = at + 1 + extra + length;
  if (next > packed.length) throw new RangeError('a literal is cut');
  return { length, next };
}

function readCopy(packed: Uint8Array, at: number): Element {
  const tag = packed[at]!;
  if ((tag & 3) === 1) {
    return {
      length: ((tag >> 2) & 7) + 4,
      offset: (tag >> 5) * 256 + littleEndian(packed, at + 1, 1),
      next: at + 2,
    };
  }
  const size = (tag & 3) === 2 ? 2 : 4;
  return { length: (tag >> 2) + 1, offset: littleEndian(packed, at + 1, size), next: at + 1 + size };
}

/** Byte by byte: a copy may reach into what it writes itself. */
function repeat(plain: Uint8Array, to: number, offset: number, length: number): void {
  if (offset === 0 || offset > to) throw new RangeError('a copy from before the beginning');
  for (let n = to; n < to + length; n += 1) plain[n] = plain[n - offset]!;
}

function littleEndian(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let n = size - 1; n >= 0; n -= 1) {
    const byte = bytes[at + n];
    if (byte === undefined) throw new RangeError('cut');
    value = value * 256 + byte;
  }
  return value;
}
