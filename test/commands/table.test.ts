import t from 'tap';
import { entriesBelow, texts, trashed } from '../support/observe.ts';
import { file, inFolders, link, plant, rowFolder, type Tree } from '../support/plant.ts';
import { linesBelow } from '../support/report.ts';
import { two, type Fields } from './two.ts';

/** A row of SPEC §3, two-way: what the journal has (O), what is changed on the source (A) and the destination (B) since. */
interface Row {
  readonly journal?: Tree;
  readonly source?: Tree;
  readonly destination?: Tree;
  readonly lines: readonly string[];
  /** Both sides, after the run. */
  readonly after: Readonly<Record<string, string>>;
  readonly trash?: Partial<Record<'source' | 'destination', Readonly<Record<string, readonly string[]>>>>;
}

const AT = { mtime: 1_600_000_000 };
const LATER = { mtime: 1_700_000_000 };

const TABLE: Readonly<Record<string, Row>> = {
  'O=∅ A=X B=∅: created on B': {
    source: { f: '1', 'd/x': '2', l: link('f') },
    lines: ['copy f', 'copy d/x', 'copy l', 'mkdir d'],
    after: { f: '1', 'd/': '', 'd/x': '2', l: '-> f' },
  },
  'O=∅ A=X B=X equal: recorded only': {
    source: { f: file('same', AT) },
    destination: { f: file('same', LATER) },
    lines: [],
    after: { f: 'same' },
  },
  'O=∅ A=D B=D: recorded, looked into': {
    source: { 'd/a': '1' },
    destination: { 'd/b': '2' },
    lines: ['copy d/a', 'copy d/b'],
    after: { 'd/': '', 'd/a': '1', 'd/b': '2' },
  },
  'O=∅ A=F B=F′: both are kept': {
    source: { 'f.txt': 'A' },
    destination: { 'f.txt': 'BB' },
    lines: ['conflict f.conflict-destination.txt -> f.txt'],
    after: { 'f.txt': 'A', 'f.conflict-destination.txt': 'BB' },
  },
  'O=∅ A=D B=F: the directory keeps the name': {
    source: { 'd/x': '1' },
    destination: { d: 'file' },
    lines: ['conflict d.conflict-destination -> d', 'copy d/x', 'mkdir d'],
    after: { 'd/': '', 'd/x': '1', 'd.conflict-destination': 'file' },
  },
  'O=X A== B==: nothing': {
    journal: { f: '1', 'd/x': '2' },
    lines: [],
    after: { f: '1', 'd/': '', 'd/x': '2' },
  },
  'O=F A=M B==: replaced on B': {
    journal: { f: 'old' },
    source: { f: 'new on A' },
    lines: ['update f'],
    after: { f: 'new on A' },
    trash: { destination: { f: ['old'] } },
  },
  'O=F A== B=M: replaced on A': {
    journal: { f: 'old' },
    destination: { f: 'new on B' },
    lines: ['update f'],
    after: { f: 'new on B' },
    trash: { source: { f: ['old'] } },
  },
  'O=F A=M B=M equal: recorded only': {
    journal: { f: 'old' },
    source: { f: file('same now', AT) },
    destination: { f: file('same now', LATER) },
    lines: [],
    after: { f: 'same now' },
  },
  'O=F A=M B=M ≠: both are kept': {
    journal: { f: 'old' },
    source: { f: 'A now' },
    destination: { f: 'B by now' },
    lines: ['conflict f.conflict-destination -> f'],
    after: { f: 'A now', 'f.conflict-destination': 'B by now' },
  },
  'O=F A=∅ B==: deleted on B': {
    journal: { f: 'old', g: 'stays' },
    source: { f: undefined },
    lines: ['delete f'],
    after: { g: 'stays' },
    trash: { destination: { f: ['old'] } },
  },
  'O=any A=∅ B=∅: forgotten': {
    journal: { f: 'old', 'd/x': 'old', g: 'stays' },
    source: { f: undefined, d: undefined },
    destination: { f: undefined, d: undefined },
    lines: [],
    after: { g: 'stays' },
  },
  'O=F A=∅ B=M: the edit beats the delete': {
    journal: { f: 'old' },
    source: { f: undefined },
    destination: { f: 'edited' },
    lines: ['copy f'],
    after: { f: 'edited' },
  },
  'O=F A=D B==: the file goes, the directory comes': {
    journal: { f: 'old' },
    source: { f: undefined, 'f/x': '1' },
    lines: ['copy f/x', 'delete f', 'mkdir f'],
    after: { 'f/': '', 'f/x': '1' },
    trash: { destination: { f: ['old'] } },
  },
  'O=F A=D B=M: the directory keeps the name': {
    journal: { f: 'old' },
    source: { f: undefined, 'f/x': '1' },
    destination: { f: 'edited' },
    lines: ['conflict f.conflict-destination -> f', 'copy f/x', 'mkdir f'],
    after: { 'f/': '', 'f/x': '1', 'f.conflict-destination': 'edited' },
  },
  'O=D A=∅ B=D, nothing changed below: removed bottom-up': {
    journal: { 'd/x': '1', 'd/e/y': '2', g: 'stays' },
    source: { d: undefined },
    lines: ['delete d/e/y', 'delete d/x', 'rmdir d', 'rmdir d/e'],
    after: { g: 'stays' },
    trash: { destination: { 'd/x': ['1'], 'd/e/y': ['2'] } },
  },
  'O=D A=∅ B=D with changes below: what is unchanged goes, the rest is made again': {
    journal: { 'd/x': '1', 'd/e/y': '2', 'd/old/z': '3' },
    source: { d: undefined },
    destination: { 'd/e/new': 'new', 'd/x': 'edited' },
    lines: [
      'copy d/e/new',
      'copy d/x',
      'delete d/e/y',
      'delete d/old/z',
      'mkdir d',
      'mkdir d/e',
      'rmdir d/old',
    ],
    after: { 'd/': '', 'd/e/': '', 'd/e/new': 'new', 'd/x': 'edited' },
    trash: { destination: { 'd/e/y': ['2'], 'd/old/z': ['3'] } },
  },
  'O=D A=F B=D, nothing changed below: the directory goes, the file comes': {
    journal: { 'd/x': '1' },
    source: { d: 'file' },
    lines: ['copy d', 'delete d/x', 'rmdir d'],
    after: { d: 'file' },
    trash: { destination: { 'd/x': ['1'] } },
  },
  'O=D A=F B=D with changes below: the directory keeps the name': {
    journal: { 'd/x': '1', 'd/y': '2' },
    source: { d: 'file' },
    destination: { 'd/y': 'edited' },
    lines: ['conflict d.conflict-source -> d', 'copy d/y', 'delete d/x', 'mkdir d'],
    after: { 'd/': '', 'd/y': 'edited', 'd.conflict-source': 'file' },
    trash: { destination: { 'd/x': ['1'] } },
  },
};

/** Without the moment in the names of conflict copies. */
const timeless = (text: string): string => text.replace(/(\.conflict-[a-z]+)-\d{8}-\d{6}/g, '$1');

function short(lines: readonly Fields[]): string[] {
  const operations = lines.filter(({ type }) => type === 'operation');
  return operations
    .map(({ op, path, from }) =>
      timeless(`${String(op)} ${from === undefined ? '' : `${String(from)} -> `}${String(path)}`),
    )
    .sort();
}

const rows = Object.entries(TABLE);

t.test('every row of the two-way table, through the command', async (t) => {
  const pair = two(t, { source: { ...inFolders(rows, ([, { journal = {} }]) => journal), keep: 'k' } });
  const options = ['--conflict', 'source', '--max-delete', '100%'];
  await pair.on('sync', ...options);
  for (const [index, [, row]] of rows.entries()) {
    for (const side of ['source', 'destination'] as const) {
      plant(`${pair[side]}/${rowFolder(index)}`, row[side] ?? {});
    }
  }
  const planned = await pair.reading(() => pair.json('sync', ...options, '--dry-run'));
  const ran = await pair.json('sync', ...options);
  t.equal(ran.exit, 0, ran.stderr);
  const kept = { source: trashed(pair.source), destination: trashed(pair.destination) };
  for (const [index, [title, { lines, after, trash = {} }]] of rows.entries()) {
    t.test(title, async (t) => {
      const folder = rowFolder(index);
      t.same(linesBelow(short(ran.lines), folder), [...lines].sort());
      t.same(linesBelow(short(planned.lines), folder), [...lines].sort(), 'the dry run said so');
      for (const side of ['source', 'destination'] as const) {
        const shown = Object.entries(entriesBelow(texts(pair[side]), folder)).filter(([name]) => name !== '');
        t.same(Object.fromEntries(shown.map(([name, text]) => [timeless(name), text])), after, side);
        t.same(entriesBelow(kept[side], folder), trash[side] ?? {}, `the trash on the ${side}`);
      }
    });
  }
  t.same(short((await pair.json('sync', ...options)).lines), [], 'the next run has nothing to do (I3)');
});
