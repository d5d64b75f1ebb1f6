import t from 'tap';
import type { ListingLine } from '../../src/ftp/listing/line.js';
import { parseDosLine } from '../../src/ftp/listing/dos.js';
import { factTime, parseFactTime, parseFactsLine } from '../../src/ftp/listing/facts.js';
import { parseUnixLine } from '../../src/ftp/listing/unix.js';

const NOW = Date.UTC(2026, 10, 22, 20, 0);
const us = (...parts: [number, number, number, number?, number?, number?]): number =>
  Date.UTC(...parts) * 1000;

function shown(line: ListingLine): unknown {
  if (line.line !== 'entry') return line.line === 'skip' && line.self ? 'self' : line.line;
  const { kind, name, size, timeText, mtime } = line.entry;
  return [kind, name, size, timeText, mtime];
}

t.test('a line of MLSD is understood as RFC 3659 says', async (t) => {
  const unique = 'modify=20261122201158;perm=adfrw;size=1;type=file;unique=FE00U396006;UNIX.mode=0644; a b';
  const cases: [string, unknown][] = [
    [unique, ['file', 'a b', 1, '20261122201158', us(2026, 10, 22, 20, 11, 58)]],
    [
      'Type=File;Size=3;Modify=20261122201158.25; x',
      ['file', 'x', 3, '20261122201158.25', us(2026, 10, 22, 20, 11, 58) + 250_000],
    ],
    [
      'type=dir;sizd=4096;modify=20261122201158; d',
      ['directory', 'd', undefined, '20261122201158', us(2026, 10, 22, 20, 11, 58)],
    ],
    ['type=cdir;modify=20261122201158; .', 'self'],
    ['type=pdir; ..', 'skip'],
    ['type=dir; ..', 'self'],
    ['type=OS.unix=slink:/etc;size=4; l', ['link', 'l', 4, '', undefined]],
    ['type=OS.unix=symlink;size=4; l', ['link', 'l', 4, '', undefined]],
    ['type=unknown;size=0; fifo', ['special', 'fifo', 0, '', undefined]],
    ['type=file;size=1;  leading', ['file', ' leading', 1, '', undefined]],
    ['type=file;size=9007199254740993; huge', 'bad'],
    ['type=file; without-size', 'bad'],
    ['type=file;size=-1; x', 'bad'],
    ['type=file;size=1 x', 'bad'],
    ['size=1; no-type', 'bad'],
    ['perm;type=file;size=1; x', 'bad'],
    ['=x;type=file;size=1; x', 'bad'],
    ['', 'bad'],
    ['name only', 'bad'],
    [' x', 'bad'],
  ];
  for (const [line, expected] of cases) t.same(shown(parseFactsLine(line)), expected, line);
  const parsed = parseFactsLine(unique);
  t.equal(parsed.line === 'entry' && parsed.entry.unique, 'FE00U396006');
});

t.test('a time fact is a real moment or nothing', async (t) => {
  t.equal(parseFactTime('20240229235959'), us(2024, 1, 29, 23, 59, 59));
  for (const text of ['20230229000000', '20231301000000', '2023010100000', '20230101250000', 'x', '']) {
    t.equal(parseFactTime(text), undefined, text);
  }
  t.equal(factTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678)), '20260102030405');
});

t.test('a line of a Unix listing is understood', async (t) => {
  const cases: [string, unknown][] = [
    [
      '-rw-r--r--    1 0        0               5 Jan 02  2020 a.txt',
      ['file', 'a.txt', 5, 'Jan 02  2020', us(2020, 0, 2)],
    ],
    [
      '-rwxr-xr-x    1 65534      nogroup    5 Nov 22 19:10 .dotf',
      ['file', '.dotf', 5, 'Nov 22 19:10', us(2026, 10, 22, 19, 10)],
    ],
    [
      '-rw-r--r--   1 test     0       1 Nov 24 20:11  lead',
      ['file', ' lead', 1, 'Nov 24 20:11', us(2025, 10, 24, 20, 11)],
    ],
    [
      '-rw-r--r--   1 u g 1 Nov 23 19:00 tomorrow',
      ['file', 'tomorrow', 1, 'Nov 23 19:00', us(2026, 10, 23, 19)],
    ],
    [
      'drwxrwxrwt  22 0 0 4096 Nov 22 20:10 tmp',
      ['directory', 'tmp', 4096, 'Nov 22 20:10', us(2026, 10, 22, 20, 10)],
    ],
    ['drwxr-xr-x   5 0 0 4096 Nov 22 20:11 .', 'self'],
    ['drwxr-xr-x   5 0 0 4096 Nov 22 20:11 ..', 'self'],
    [
      'lrwxrwxrwx    1 0        0               7 May 20  2025 bin -> usr/bin',
      ['link', 'bin', 7, 'May 20  2025', us(2025, 4, 20)],
    ],
    [
      'lrwxrwxrwx    1 0 0 1 May 20  2025 a -> b -> c',
      ['link', 'a -> b', 1, 'May 20  2025', us(2025, 4, 20)],
    ],
    [
      'prw-r--r--    1 0 0 0 Nov 22 20:11 fifo',
      ['special', 'fifo', 0, 'Nov 22 20:11', us(2026, 10, 22, 20, 11)],
    ],
    [
      'brw-rw----  1 root disk 8, 1 Nov 22 20:11 sda1',
      ['special', 'sda1', undefined, 'Nov 22 20:11', us(2026, 10, 22, 20, 11)],
    ],
    [
      '-rw-r--r--+ 1 u g 5 2026-11-22 20:11 iso',
      ['file', 'iso', 5, '2026-11-22 20:11', us(2026, 10, 22, 20, 11)],
    ],
    [
      '-rw-r--r-- 1 Domain Users 12 5 Jan 02 2020 owner with spaces',
      ['file', 'owner with spaces', 5, 'Jan 02 2020', us(2020, 0, 2)],
    ],
    ['total 12', 'skip'],
    ['ls: cannot open directory', 'bad'],
    ['-rw-r--r-- 1 u g 5 Jan 02 2020 ', 'bad'],
    ['x', 'bad'],
    ['', 'bad'],
  ];
  for (const [line, expected] of cases) t.same(shown(parseUnixLine(line, NOW)), expected, line);
});

t.test('a line of a DOS listing is understood', async (t) => {
  const cases: [string, unknown][] = [
    [
      '02-11-20  12:05PM       <DIR>          my dir',
      ['directory', 'my dir', undefined, '02-11-20  12:05PM', us(2020, 1, 11, 12, 5)],
    ],
    [
      '02-11-2020  01:05AM                12345 a b.txt',
      ['file', 'a b.txt', 12_345, '02-11-2020  01:05AM', us(2020, 1, 11, 1, 5)],
    ],
    ['02-11-20  23:05                1 x', ['file', 'x', 1, '02-11-20  23:05', us(2020, 1, 11, 23, 5)]],
    [
      '02-11-20  12:05PM       <JUNCTION>          j',
      ['link', 'j', undefined, '02-11-20  12:05PM', us(2020, 1, 11, 12, 5)],
    ],
    ['-rw-r--r--    1 0        0               5 Jan 02  2020 a.txt', 'bad'],
  ];
  for (const [line, expected] of cases) t.same(shown(parseDosLine(line)), expected, line);
});

t.test('no line of a listing costs more than its length', async (t) => {
  const hostile = [
    '-rw-r--r-- ' + ' '.repeat(60_000),
    '-rw-r--r-- 1 ' + 'a '.repeat(30_000),
    '-rw-r--r-- ' + '1 '.repeat(30_000),
  ];
  const began = performance.now();
  for (const line of hostile) {
    for (let n = 0; n < 20; n += 1) t.equal(parseUnixLine(line, NOW).line, 'bad');
    parseDosLine(line);
    parseFactsLine(line);
  }
  t.ok(performance.now() - began < 1_000, 'all of them within a second');
});
