import assert from 'node:assert/strict';

import { joinPath, type FileEntry } from '@syncline/model';

import { bytesOf, path, type Part } from './subject.js';

const FILES = 40;

export const readingMany: Part = (test) => {
  test('many small files are read at once, and what is not as expected is left', async ({
    endpoint,
    outside,
  }) => {
    if (endpoint.readMany === undefined) return;
    const directory = path('d');
    await outside.putDirectory(directory);
    const contents = new Map(Array.from({ length: FILES }, (_, n) => [path(`é ${n}`), bytesOf(n * 300)]));
    for (const [name, bytes] of contents) await outside.putFile(joinPath(directory, name), bytes);
    const entries = (await endpoint.list(directory)).entries as readonly FileEntry[];
    const [changed, removed] = [entries[7]!.name, entries[20]!.name];
    await outside.putFile(joinPath(directory, changed), bytesOf(1));
    await outside.remove(joinPath(directory, removed));
    const into = Buffer.alloc(entries.reduce((sum, { size }) => sum + size, 0));
    const proven = await endpoint.readMany(directory, entries, into);
    // Where a look by name tells something else than a listing, it proves nothing at once.
    const able = endpoint.traits.tokens === 'any';
    let end = 0;
    for (const [index, { name, size }] of entries.entries()) {
      end += size;
      assert.equal(proven[index], able && name !== changed && name !== removed, name);
      if (proven[index]) assert.deepEqual(into.subarray(end - size, end), contents.get(name));
    }
  });
};
