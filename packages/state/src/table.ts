import { readFile } from 'node:fs/promises';
import { crc32c } from './crc32c.js';
import { unsnappy } from './snappy.js';
import { VarintReader } from './varint.js';

/** LevelDB's table_format.md: two block handles, padding, and the magic number in the last eight bytes. */
const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** Behind each block: its compression in one byte, and the masked CRC-32C of both in four. */
const TRAILER_BYTES = 5;
const SNAPPY = 1;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/**
 * Whether a table file is whole: every block of it matches its checksum. LevelDB does not look at the checksums when
 * it reads, finds wrong rows or none through a damaged index, and aborts the process on some damaged keys.
 */
export async function isWholeTable(file: string): Promise<boolean> {
  const bytes = await readFile(file);
  if (bytes.length < FOOTER_BYTES || bytes.readBigUInt64LE(bytes.length - 8) !== MAGIC) return false;
  try {
    const footer = new VarintReader(bytes, bytes.length - FOOTER_BYTES);
    const metaIndex = readHandle(footer);
    const index = readHandle(footer);
    if (!isWholeBlock(bytes, metaIndex) || !isWholeBlock(bytes, index)) return false;
    // The data blocks, then the filter of keys, which the meta index names.
    const named = [...handlesIn(content(bytes, index)), ...handlesIn(content(bytes, metaIndex))];
    return (
      named.every((block) => isWholeBlock(bytes, block)) &&
      isGapless([...named, metaIndex, index], bytes.length)
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function readHandle(reader: VarintReader): Handle {
  return { offset: reader.next(), size: reader.next() };
}

function isWholeBlock(bytes: Buffer, { offset, size }: Handle): boolean {
  const end = offset + size;
  if (end + TRAILER_BYTES > bytes.length) return false;
  return bytes.readUInt32LE(end + 1) === mask(crc32c(bytes, offset, end + 1));
}

/** CRCs of data that hold CRCs are stored rotated, and shifted by a constant. */
function mask(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function content(bytes: Buffer, { offset, size }: Handle): Uint8Array {
  const stored = bytes.subarray(offset, offset + size);
  return bytes[offset + size] === SNAPPY ? unsnappy(stored) : stored;
}

/** The values of an index block are handles; its keys are passed over. */
function handlesIn(block: Uint8Array): readonly Handle[] {
  const restarts = new DataView(block.buffer, block.byteOffset).getUint32(block.length - 4, true);
  const end = block.length - 4 * (restarts + 1);
  const handles: Handle[] = [];
  const reader = new VarintReader(block, 0);
  while (reader.at < end) {
    reader.next();
    const ownKeyBytes = reader.next();
    reader.next();
    reader.at += ownKeyBytes;
    handles.push(readHandle(reader));
  }
  return handles;
}

/** Blocks follow one another without a gap, so that no byte but the footer's is beyond the checksums. */
function isGapless(blocks: readonly Handle[], length: number): boolean {
  let at = 0;
  for (const { offset, size } of blocks) {
    if (offset !== at) return false;
    at = offset + size + TRAILER_BYTES;
  }
  return at + FOOTER_BYTES === length;
}
