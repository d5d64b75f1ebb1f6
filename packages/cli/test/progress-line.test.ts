import { countOf, formatBytes, formatCount, formatSeconds } from '@syncline/daemon/words';
import type { Progress } from '@syncline/engine';
import { pathFromText } from '@syncline/model';
import t from 'tap';

import { displayWidth, keepEnd, keepStart } from '../src/display-width.js';
import { RateMeter, progressLine } from '../src/progress-line.js';

const progress: Progress = {
  phase: 'copying',
  scanned: 1234,
  files: 56,
  bytes: 5 * 1024 * 1024,
  directoriesDone: 10,
  directoriesPending: 30,
  seconds: 20,
  filesFound: 60,
  bytesFound: 6 * 1024 * 1024,
  allFound: false,
  current: pathFromText('photos/2024/holiday.jpg'),
};

t.test('files, bytes, rate, time left and the path in hand stand in one line', async (t) => {
  t.equal(
    progressLine(progress, 1024 * 1024, 100),
    '1,234 entries seen  56 files  5 MiB  1 MiB/s  ~1 min left  photos/2024/holiday.jpg',
  );
  t.equal(progressLine({ ...progress, phase: 'connecting' }, 0, 80), 'connecting  photos/2024/holiday.jpg');
  t.notMatch(progressLine({ ...progress, directoriesDone: 0 }, 0, 100), /left/);
  t.match(progressLine({ ...progress, phase: 'deleting' }, 0, 100), /^deleting  1,234(?!.*left)/);
});

t.test(
  'what is left is told by bytes once all is found, before that by what the journal lets expect',
  async (t) => {
    const MIB = 1024 * 1024;
    const all = { ...progress, allFound: true, bytes: 4 * MIB, bytesFound: 10 * MIB, filesFound: 1_200 };
    t.match(progressLine(all, MIB, 200), /  56 of 1,200 files  4 MiB of 10 MiB  1 MiB\/s  ~6.0 s left/);
    t.match(progressLine({ ...all, phase: 'deleting' }, MIB, 200), /~6.0 s left/);
    t.notMatch(progressLine(all, 0, 200), /left/);
    t.match(progressLine({ ...progress, expectedEntries: 2468 }, MIB, 200), /  56 files  .*~20 s left/);
    t.match(progressLine({ ...progress, expectedEntries: 1000 }, MIB, 200), /~1 min left/);
    const done = { ...all, files: 1_200, bytes: 10 * MIB, directoriesPending: 0 };
    t.match(progressLine(done, MIB, 200), /  1,200 files  10 MiB  1 MiB\/s(?!.*left)/);
  },
);

t.test('the line never exceeds the width, wide characters and hostile names included', async (t) => {
  const names = [
    'a'.repeat(200),
    '漢字'.repeat(50),
    '👩‍👩‍👧'.repeat(30),
    'e\u0301'.repeat(99),
    '\u001b[2J\n'.repeat(20),
  ];
  for (const name of names) {
    for (const columns of [1, 10, 59, 60, 61, 79, 200]) {
      const line = progressLine({ ...progress, current: pathFromText(name) }, 1, columns);
      t.ok(displayWidth(line) <= columns, `${displayWidth(line)} in ${columns}`);
      // eslint-disable-next-line no-control-regex
      t.notMatch(line, /[\u0000-\u001f]/);
    }
  }
});

t.test('a path is cut at its start, facts at their end', async (t) => {
  t.equal(keepEnd('abcdef', 4), '…def');
  t.equal(keepEnd('漢字漢字', 5), '…漢字');
  t.equal(keepEnd('漢字漢字', 4), '…字');
  t.equal(keepStart('abcdef', 4), 'abc…');
  t.equal(keepEnd('abc', 3), 'abc');
  t.equal(keepEnd('abc', 0), '');
});

t.test('the rate is that of the last seconds', async (t) => {
  const meter = new RateMeter();
  t.equal(meter.sample(0, 0), 0);
  t.equal(meter.sample(100, 1), 100);
  for (let second = 2; second <= 20; second += 1) meter.sample(100, second);
  t.equal(meter.sample(100, 21), 0);
});

t.test('quantities', async (t) => {
  t.same([0, 999, 1024, 1536, 10_239, 12_288, 1_048_575, 5 * 1024 ** 3].map(formatBytes), [
    '0 B',
    '999 B',
    '1 KiB',
    '1.5 KiB',
    '10 KiB',
    '12 KiB',
    '1 MiB',
    '5 GiB',
  ]);
  t.same([0, 999, 1000, 1_234_567].map(formatCount), ['0', '999', '1,000', '1,234,567']);
  t.same([0.04, 9.94, 12.3, 60, 200, 7500].map(formatSeconds), [
    '0.0 s',
    '9.9 s',
    '12 s',
    '1 min',
    '3 min 20 s',
    '2 h 5 min',
  ]);
  t.same([countOf(1, 'file'), countOf(2, 'entry', 'entries')], ['1 file', '2 entries']);
});
