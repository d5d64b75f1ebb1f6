import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';

import { CHUNK_BYTES } from '../src/endpoint.js';
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
  const writer = new GatheredWriter(fd, 'beginning'.length);
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

for (const [what, bytes] of [
  ['small', 1_000],
  ['large', CHUNK_BYTES],
] as const)
  t.test(`what cannot be written is told, ${what} pieces`, async (t) => {
    const { file, fd } = opened(t, 'r');
    const writer = new GatheredWriter(fd, 0);
    const writing = async (): Promise<void> => {
      for (let count = 0; count < 1_000; count += 1) await writer.add(Buffer.alloc(bytes));
      await writer.end();
    };
    await t.rejects(writing(), { code: 'EBADF' });
    await writer.settled();
    t.equal(readFileSync(file, 'utf8'), 'beginning');
  });
