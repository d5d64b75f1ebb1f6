import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t, { type Test } from 'tap';

import { CHUNK_BYTES } from '../src/content.js';
import { GatheredWriter } from '../src/gathered-writer.js';

function opened(t: Test, flags: string): { readonly file: string; readonly fd: number } {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-gathered-'));
  const file = join(directory, 'file');
  writeFileSync(file, 'beginning');
  const fd = openSync(file, flags);
  t.teardown(() => {
    closeSync(fd);
    rmSync(directory, { recursive: true });
  });
  return { file, fd };
}

/** Lengths around those at which something else is done. */
const LENGTHS = [0, 1, 1_000, 32_768, 100_000, 262_143, 262_144, 262_145, CHUNK_BYTES];

t.test('pieces of all lengths stand one behind the other, though each is used again at once', async (t) => {
  const { file, fd } = opened(t, 'r+');
  const writer = new GatheredWriter(fd, 'beginning'.length, CHUNK_BYTES);
  const expected = [Buffer.from('beginning')];
  const used = Buffer.alloc(CHUNK_BYTES);
  const lengths = LENGTHS.flatMap((first) => LENGTHS.flatMap((second) => [first, second]));
  for (const [index, length] of lengths.entries()) {
    const piece = used.subarray(0, length).fill(index);
    expected.push(Buffer.from(piece));
    await writer.add(piece);
    used.fill(255);
  }
  await writer.end();
  t.ok(readFileSync(file).equals(Buffer.concat(expected)));
});

/** Lengths of pieces, most of them as they come over SSH. */
const comingLengths = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.nat(70_000) }, fc.nat(CHUNK_BYTES + 1_000)),
  { maxLength: 40 },
);
const expectedLength = fc.oneof(fc.constantFrom(0, 1, CHUNK_BYTES, 20 * CHUNK_BYTES), fc.nat(600_000));

t.test('what stands in the file is at any time the beginning of what came', async (t) => {
  const { file } = opened(t, 'r+');
  const property = async (lengths: readonly number[], expectedBytes: number): Promise<void> => {
    const fd = openSync(file, 'w');
    try {
      await addAll(new GatheredWriter(fd, 0, expectedBytes), lengths, file);
    } finally {
      closeSync(fd);
    }
  };
  await fc.assert(fc.asyncProperty(comingLengths, expectedLength, property), { numRuns: 50 });
});

async function addAll(writer: GatheredWriter, lengths: readonly number[], file: string): Promise<void> {
  const came: Buffer[] = [];
  const used = Buffer.alloc(CHUNK_BYTES + 1_000);
  for (const [index, length] of lengths.entries()) {
    const piece = used.subarray(0, length).fill(index + 1);
    came.push(Buffer.from(piece));
    await writer.add(piece);
    const { written } = writer;
    const stands = readFileSync(file);
    if (written > stands.length) throw new Error(`${written} bytes are told, ${stands.length} stand`);
    if (!Buffer.concat(came).subarray(0, stands.length).equals(stands))
      throw new Error(`what stands after piece ${index} is not what came`);
  }
  await writer.end();
  if (!Buffer.concat(came).equals(readFileSync(file))) throw new Error('not all that came stands');
}

t.test('a piece that is worth it is written before the next one comes', async (t) => {
  const { file, fd } = opened(t, 'r+');
  const writer = new GatheredWriter(fd, 0, 10 * CHUNK_BYTES);
  await writer.add(Buffer.alloc(CHUNK_BYTES, 7));
  while (writer.written === 0) await new Promise((resolve) => setImmediate(resolve));
  t.ok(readFileSync(file).equals(Buffer.alloc(CHUNK_BYTES, 7)));
});

t.test('what came before an end that was not foreseen is written, too', async (t) => {
  const { file, fd } = opened(t, 'r+');
  const writer = new GatheredWriter(fd, 0, 10 * CHUNK_BYTES);
  await writer.add(Buffer.alloc(1_000, 7));
  await writer.settled();
  t.ok(readFileSync(file).equals(Buffer.alloc(1_000, 7)));
});

for (const [what, bytes] of [
  ['small', 1_000],
  ['large', CHUNK_BYTES],
] as const)
  t.test(`what cannot be written is told, ${what} pieces`, async (t) => {
    const { file, fd } = opened(t, 'r');
    const writer = new GatheredWriter(fd, 0, CHUNK_BYTES);
    const writing = async (): Promise<void> => {
      for (let count = 0; count < 1_000; count += 1) await writer.add(Buffer.alloc(bytes));
      await writer.end();
    };
    await t.rejects(writing(), { code: 'EBADF' });
    await writer.settled();
    t.equal(readFileSync(file, 'utf8'), 'beginning');
  });
