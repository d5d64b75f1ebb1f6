import { readdir, readFile, writeFile } from 'node:fs/promises';
import t from 'tap';
import { crc32c } from '../src/crc32c.js';
import { unsnappy } from '../src/snappy.js';
import { isWholeTable } from '../src/table.js';
import { inItem, open, withState } from './journals.js';
import { fileRow, path } from './rows.js';

void t.test('CRC-32C gives the values of RFC 3720, B.4', async (t) => {
  const ascending = Uint8Array.from({ length: 32 }, (_, n) => n);
  t.equal(crc32c(new Uint8Array(32), 0, 32), 0x8a9136aa);
  t.equal(crc32c(new Uint8Array(32).fill(0xff), 0, 32), 0x62a8ab43);
  t.equal(crc32c(ascending, 0, 32), 0x46dd794e);
  t.equal(crc32c(Buffer.from('.123456789.'), 1, 10), 0xe3069283);
});

const packed: readonly (readonly [title: string, bytes: readonly number[], plain: string])[] = [
  ['nothing', [0], ''],
  ['a literal', [3, 2 << 2, 97, 98, 99], 'abc'],
  ['a long literal', [64, 60 << 2, 63, ...Array.from({ length: 64 }, () => 120)], 'x'.repeat(64)],
  [
    'a copy of one byte offset, overlapping',
    [8, 0, 97, (3 << 2) | 1, 1, (0 << 2) | 2, 1, 0, (1 << 2) | 3, 1, 0, 0, 0],
    'a'.repeat(11),
  ],
  ['a copy of two bytes offset', [6, 2 << 2, 97, 98, 99, (2 << 2) | 2, 3, 0], 'abcabc'],
];

for (const [title, bytes, plain] of packed) {
  void t.test(`snappy: ${title}`, async (t) => {
    const input = Uint8Array.from(bytes);
    input[0] = plain.length;
    t.equal(Buffer.from(unsnappy(input)).toString('latin1'), plain);
    if (input.length > 1) t.throws(() => unsnappy(input.subarray(0, -1)), { name: 'RangeError' });
  });
}

void t.test('a table is whole, and not with any flipped bit, cut or zeroed page', async (t) => {
  await withState(async (state) => {
    const journal = await open(state);
    for (let n = 0; n < 8; n += 1) {
      const names = Array.from({ length: 60 }, (_, k) => `d${k % 3}/file-${n * 60 + k}`);
      await journal.commit(
        names.map((name) => ({ path: path(name), row: fileRow(name), previous: undefined })),
      );
    }
    await journal.close();
    await (await open(state)).close();
    const [name] = (await readdir(inItem(state, 'journal'))).filter((file) => file.endsWith('.ldb'));
    const file = inItem(state, 'journal', name!);
    const bytes = await readFile(file);
    t.ok(await isWholeTable(file), `${bytes.length} bytes`);
    const isWhole = async (changed: Buffer) => {
      await writeFile(file, changed);
      return isWholeTable(file);
    };
    let unnoticed = 0;
    for (let at = 0; at < bytes.length; at += at > bytes.length - 800 ? 1 : 13) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      if (await isWhole(changed)) unnoticed += 1;
    }
    // The footer's padding between its handles and its last eight bytes means nothing.
    t.ok(unnoticed <= 40, `${unnoticed} flips hit nothing that is read`);
    for (const length of [0, 47, 48, bytes.length >> 1, bytes.length - 1]) {
      t.notOk(await isWhole(bytes.subarray(0, length)), `cut at ${length}`);
    }
    for (let page = 0; page < bytes.length; page += 4096) {
      const changed = Buffer.from(bytes);
      changed.fill(0, page, Math.min(page + 4096, bytes.length));
      t.notOk(await isWhole(changed), `zeros at ${page}`);
    }
    t.notOk(await isWhole(Buffer.concat([bytes, Buffer.from('more')])));
  });
});
