import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

import { WriteOut } from '../../src/directory/write-out.js';

const MIB = 1024 * 1024;

for (const size of [3 * MIB, 70 * MIB])
  void t.test(
    `a file of ${size / MIB} MiB that is written out while it grows is as it was written`,
    async (t) => {
      const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
      t.teardown(() => rmSync(directory, { recursive: true }));
      const file = openSync(join(directory, 'file'), 'w');
      const writeOut = new WriteOut(file, size);
      const whole = Buffer.alloc(size, 'what is in the file ');
      for (let at = 0; at < size; at += MIB) {
        writeSync(file, whole, at, MIB, at);
        writeOut.note(at + MIB);
        if (at % (16 * MIB) === 0) await writeOut.settled();
      }
      await writeOut.settled();
      closeSync(file);
      t.ok(readFileSync(join(directory, 'file')).equals(whole));
    },
  );

void t.test('a file that is gone by then is no error', async (t) => {
  const writeOut = new WriteOut(1_000_000, 100 * MIB);
  writeOut.note(50 * MIB);
  await t.resolves(writeOut.settled());
});
