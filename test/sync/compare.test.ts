import t from 'tap';
import { bench } from '../support/bench.ts';
import { snapshot, texts } from '../support/observe.ts';
import { file, type Planted } from '../support/plant.ts';
import { only } from '../support/only.ts';

const OLD = 1_600_000_000;

/** Both sides have a file already, and no journal knows them. */
const rows: readonly (readonly [
  title: string,
  how: string,
  source: Planted,
  destination: Planted,
  lines: string[],
])[] = [
  [
    'equal size and time are the same file',
    'size+mtime',
    file('ours', { mtime: OLD }),
    file('them', { mtime: OLD }),
    [],
  ],
  [
    'another time makes content decide',
    'size+mtime',
    file('ours', { mtime: OLD }),
    file('them', { mtime: OLD + 10 }),
    ['update f'],
  ],
  [
    'equal content is the same file, whatever the time',
    'size+mtime',
    file('same', { mtime: OLD }),
    file('same', { mtime: OLD + 10 }),
    [],
  ],
  [
    'ten microseconds are a difference of time',
    'size+mtime',
    file('ours', { mtime: OLD }),
    file('them', { mtime: OLD + 0.000_01 }),
    ['update f'],
  ],
  [
    'another content and time of one size are equal',
    'size',
    file('ours', { mtime: OLD }),
    file('them', { mtime: OLD + 10 }),
    [],
  ],
  [
    'another size is a difference',
    'size',
    file('ours', { mtime: OLD }),
    file('others', { mtime: OLD }),
    ['update f'],
  ],
  [
    'T6: equal size and time hide nothing',
    'content',
    file('ours', { mtime: OLD }),
    file('them', { mtime: OLD }),
    ['update f'],
  ],
  ['equal content is equal', 'content', file('same', { mtime: OLD }), file('same', { mtime: OLD + 10 }), []],
];

for (const [title, how, source, destination, lines] of rows) {
  t.test(`--compare ${how}, first run: ${title}`, async (t) => {
    const the = bench(t, { source: { f: source }, destination: { f: destination } });
    const before = snapshot(the.destination);
    const ran = await the.run('--compare', how);
    const content = ran.lines.filter((line) => line !== 'update f time');
    t.match({ ...ran, lines: content }, { exit: 0, lines: only(lines) });
    t.equal(ran.summary.bytes, lines.length === 0 ? 0 : 4);
    if (lines.length === 0 && ran.lines.length === 0) t.same(snapshot(the.destination), before, 'untouched');
    else if (lines.length > 0) t.same(texts(the.destination), texts(the.source));
    t.match(await the.run('--compare', how), { exit: 0, lines: only([]) });
  });
}
