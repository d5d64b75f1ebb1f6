import t from 'tap';
import { FIFO, link, plant, type Tree } from '../support/plant.ts';
import { two } from './two.ts';

interface Row {
  /** O, A and B in SPEC's words, and what follows. */
  readonly rule: string | RegExp;
  readonly before: Tree;
  readonly source?: Tree;
  readonly destination?: Tree;
  readonly decision: string;
}

/** Each row's path is `p` in a folder of its own. */
const TWO_WAY: readonly Row[] = [
  {
    rule: 'O=none A=file B=absent → copy on the destination',
    before: {},
    source: { p: 'x' },
    decision: 'apply',
  },
  {
    rule: 'O=none A=absent B=link → copy on the source',
    before: {},
    destination: { p: link('x') },
    decision: 'apply',
  },
  {
    rule: 'O=none A=file B=file → conflict: keep both',
    before: {},
    source: { p: 'x' },
    destination: { p: 'yy' },
    decision: 'conflict',
  },
  {
    rule: 'O=none A=file B=file → record only',
    before: {},
    source: { p: 'x' },
    destination: { p: 'x' },
    decision: 'record',
  },
  {
    rule: 'O=none A=directory B=file → type conflict: the folder keeps the name',
    before: {},
    source: { 'p/': '' },
    destination: { p: 'y' },
    decision: 'type-conflict',
  },
  {
    rule: 'O=none A=directory B=absent → mkdir on the destination',
    before: {},
    source: { 'p/': '' },
    decision: 'make',
  },
  {
    rule: 'O=file A=changed B=unchanged → update on the destination',
    before: { p: 'x' },
    source: { p: 'longer' },
    decision: 'apply',
  },
  {
    rule: 'O=file A=changed B=changed → conflict: keep both',
    before: { p: 'x' },
    source: { p: 'longer' },
    destination: { p: 'other text' },
    decision: 'conflict',
  },
  {
    rule: 'O=file A=changed B=changed → record only',
    before: { p: 'x' },
    source: { p: 'both' },
    destination: { p: 'both' },
    decision: 'record',
  },
  {
    rule: 'O=file A=absent B=unchanged → delete on the destination',
    before: { p: 'x' },
    source: { p: undefined },
    decision: 'delete',
  },
  {
    rule: 'O=file A=unchanged B=absent → delete on the source',
    before: { p: 'x' },
    destination: { p: undefined },
    decision: 'delete',
  },
  {
    rule: 'O=file A=absent B=absent → forget',
    before: { p: 'x' },
    source: { p: undefined },
    destination: { p: undefined },
    decision: 'forget',
  },
  {
    rule: 'O=file A=absent B=changed → copy on the source',
    before: { p: 'x' },
    source: { p: undefined },
    destination: { p: 'edited' },
    decision: 'apply',
  },
  {
    rule: 'O=file A=directory B=unchanged → replace on the destination',
    before: { p: 'x' },
    source: { p: undefined, 'p/': '' },
    decision: 'replace',
  },
  { rule: 'O=directory A=directory B=directory → look inside', before: { 'p/': '' }, decision: 'descend' },
  {
    rule: 'O=directory A=absent B=directory → remove on the destination, bottom-up',
    before: { 'p/x': '' },
    source: { p: undefined },
    decision: 'vanished',
  },
  {
    rule: /^O=file A=unknown B=(?:unchanged|in doubt) → skip on the source$/,
    before: { p: 'x' },
    source: { p: FIFO },
    decision: 'apply',
  },
];

t.test('every kind of row of the two-way table is told in its own words', async (t) => {
  const rows = TWO_WAY;
  const all = (treeOf: (row: Row) => Tree | undefined): Tree =>
    Object.assign({}, ...rows.map((row, index) => under(index, treeOf(row) ?? {}))) as Tree;
  const pair = two(t, { source: { 'stays/x': 'x', ...all(({ before }) => ({ ...before, 'k/': '' })) } });
  t.equal((await pair.on('sync')).exit, 0);
  plant(
    pair.source,
    all(({ source }) => source),
  );
  plant(
    pair.destination,
    all(({ destination }) => destination),
  );
  for (const [index, { rule, decision }] of rows.entries()) {
    const said = await pair.reading(() => pair.json('why', `${index}/p`));
    t.match(said, { exit: 0, lines: [{ type: 'why', path: `${index}/p`, rule, decision }] }, String(rule));
    t.equal(said.lines.length, 1);
    const next = decision === 'descend' ? null : 'next run';
    t.equal(said.lines[0]?.next, next);
  }
});

function under(index: number, tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).map(([name, planted]) => [`${index}/${name}`, planted]));
}
