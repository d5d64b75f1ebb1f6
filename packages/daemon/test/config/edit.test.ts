import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { parse } from 'yaml';

import type { ConfigEdit } from '../../src/config/edit.js';
import { editText } from '../../src/config/edit.js';

const SAMPLE = readFileSync(join(import.meta.dirname, '../../../../docs/syncline.yaml'), 'utf8');
const HAND_WRITTEN = `# top

timezone:   Europe/Prague
items:
# about a
- name: a     # the first
  source:    /s
  destination: {type: directory, path: /d}   # here

  # what is left out
  schedule: {at: "02:30",  days: 'mon'}

# about b
- name: b
  source: "/x"
  destination: /y
# the end
`;

const lines = (text: string): readonly string[] => text.split('\n');
const gone = (before: string, after: string): readonly string[] =>
  lines(before).filter((line) => !lines(after).includes(line));
const come = (before: string, after: string): readonly string[] => gone(after, before);

t.test('a change touches its own lines alone', async (t) => {
  const edited = editText(HAND_WRITTEN, [
    { do: 'change', name: 'b', changes: [{ path: ['mode'], value: 'clone' }] },
  ]);
  t.same(gone(HAND_WRITTEN, edited), []);
  t.same(come(HAND_WRITTEN, edited), ['  mode: clone']);
  const sample = editText(SAMPLE, [
    { do: 'change', name: 'mail', changes: [{ path: ['limits', 'connections'], value: 4 }] },
  ]);
  t.same(gone(SAMPLE, sample), ['      connections: 8 # per server, shared by all items (8)']);
  t.same(come(SAMPLE, sample), ['      connections: 4 # per server, shared by all items (8)']);
});

t.test('a key is taken away with its line alone', async (t) => {
  const edited = editText(SAMPLE, [
    { do: 'change', name: 'mail', changes: [{ path: ['catchUp'], value: undefined }] },
  ]);
  t.same(gone(SAMPLE, edited), [
    '    catchUp: true # run at the start what was missed while nothing ran (false)',
  ]);
  t.same(come(SAMPLE, edited), []);
});

t.test('an item is added at the end; all that was there stays as it was', async (t) => {
  for (const text of [SAMPLE, HAND_WRITTEN]) {
    const edited = editText(text, [{ do: 'add', item: { name: 'new', source: '/n', destination: '/m' } }]);
    t.same(gone(text, edited), []);
    t.equal(parse(edited).items.at(-1).name, 'new');
  }
});

t.test('the first item of an empty file, and of an empty list', async (t) => {
  const add: ConfigEdit = { do: 'add', item: { name: 'a', source: '/s', destination: '/d' } };
  for (const text of ['', '# nothing yet\n', 'items: []\n', 'concurrency: 3\n', 'items:\n']) {
    const edited = editText(text, [add]);
    t.match(parse(edited).items, [{ name: 'a' }], JSON.stringify(text));
    t.match(edited, /\n? +- name: a\n +source: \/s\n/);
  }
  t.match(editText('# nothing yet\n', [add]), /^# nothing yet\n/);
});

t.test('an item is taken away with what is said above it', async (t) => {
  const edited = editText(HAND_WRITTEN, [{ do: 'delete', name: 'b' }]);
  t.notMatch(edited, /name: b|about b/);
  t.same(come(HAND_WRITTEN, edited), []);
  t.match(edited, /about a.*the first.*left out/s);
});

t.test('a copy stands at the end, with the comments within it', async (t) => {
  const edited = editText(HAND_WRITTEN, [
    {
      do: 'copy',
      name: 'a',
      changes: [
        { path: ['name'], value: 'c' },
        { path: ['destination'], value: '/e' },
      ],
    },
  ]);
  t.match(parse(edited).items[2], { name: 'c', source: '/s', destination: '/e', schedule: { at: '02:30' } });
  t.equal(edited.match(/what is left out/g)?.length, 2);
  t.equal(edited.match(/about a/g)?.length, 1);
});

t.test('a replacement keeps the comments of what stays equal', async (t) => {
  const item = parse(SAMPLE).items[0];
  const edited = editText(SAMPLE, [
    {
      do: 'replace',
      name: 'mail',
      item: { ...item, mode: 'simple', destination: { ...item.destination, port: 2121 } },
    },
  ]);
  t.same(come(SAMPLE, edited), ['    mode: simple', '      port: 2121 # (21; implicit TLS 990)']);
  t.equal(editText(SAMPLE, [{ do: 'replace', name: 'mail', item }]), SAMPLE);
});

t.test('line ends of another system stay', async (t) => {
  const text = HAND_WRITTEN.replaceAll('\n', '\r\n');
  const edited = editText(text, [{ do: 'change', name: 'b', changes: [{ path: ['mode'], value: 'clone' }] }]);
  t.same(edited.replaceAll('\r\n', '').includes('\n'), false);
  t.same(come(text, edited), ['  mode: clone\r']);
});

t.test('an item that is not there is an error', async (t) => {
  t.throws(() => editText(SAMPLE, [{ do: 'delete', name: 'nobody' }]), {
    code: 'usage',
    message: /no item 'nobody'/,
  });
});

const value = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string(), { maxLength: 3 }));
const edit: fc.Arbitrary<ConfigEdit> = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    item: fc.record({ name: fc.string(), description: fc.string() }),
  }),
  fc.record({
    do: fc.constant('change' as const),
    name: fc.constantFrom('mail', 'photos', 'site'),
    changes: fc.array(
      fc.record({
        path: fc.constantFrom(['description'], ['limits', 'retries'], ['group'], ['source', 'ignore']),
        value: fc.option(value, { nil: undefined }),
      }),
      { maxLength: 3 },
    ),
  }),
);

t.test('whatever is edited, exactly that is read back', async (t) => {
  const property = fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
    const legal = edits.map((each) =>
      each.do === 'change' && each.name !== 'mail'
        ? { ...each, changes: each.changes.filter(({ path }) => path.length === 1) }
        : each,
    );
    const before = parse(SAMPLE);
    const after = parse(editText(SAMPLE, legal));
    const added = legal.filter(({ do: what }) => what === 'add').map((each) => 'item' in each && each.item);
    t.same(after.items.slice(before.items.length), added);
    const changed = new Set(legal.map((each) => ('name' in each ? each.name : '')));
    for (const item of before.items.filter(({ name }: { name: string }) => !changed.has(name)))
      t.same(
        after.items.find(({ name }: { name: string }) => name === item.name),
        item,
      );
    for (const each of legal) if (each.do === 'change') checkChanges(each, legal, after);
  });
  fc.assert(property, { numRuns: 50 });

  function checkChanges(
    each: Extract<ConfigEdit, { do: 'change' }>,
    all: readonly ConfigEdit[],
    after: { items: readonly { name: string }[] },
  ): void {
    const last = new Map<string, unknown>();
    for (const one of all)
      if (one.do === 'change' && one.name === each.name)
        for (const { path, value: wanted } of one.changes) last.set(path.join('.'), wanted);
    const item: unknown = after.items.find(({ name }) => name === each.name);
    for (const [path, wanted] of last)
      t.same(
        path
          .split('.')
          .reduce((at: unknown, key) => (at as Record<string, unknown> | undefined)?.[key], item),
        wanted,
      );
  }
});

const SHARED = `items:
  - name: a
    # the server of all
    source: &server
      type: ftp
      server: here
      username: &user ada
      ignore: &lists [x, y]
    destination: { type: directory, path: /a, ignore: *lists }
  - name: b
    source: *server # as a
    destination: /b
  - name: c
    source: { type: ftp, server: there, username: *user, ignore: *lists }
    destination: /c
  - name: d
    source: *server
    destination: /d
`;

t.test('an edit of an item changes no other, whatever they share by anchors', async (t) => {
  const before = parse(SHARED).items as Record<string, Record<string, unknown>>[];
  const [a] = before;
  const edits: Readonly<Record<string, ConfigEdit>> = {
    delete: { do: 'delete', name: 'a' },
    replace: {
      do: 'replace',
      name: 'a',
      item: { ...a, source: { ...a!['source'], server: 'new' } } as never,
    },
    'replace all': { do: 'replace', name: 'a', item: { name: 'a', source: '/s', destination: '/d' } },
    change: { do: 'change', name: 'a', changes: [{ path: ['source', 'ignore'], value: ['z'] }] },
  };
  for (const [what, each] of Object.entries(edits)) {
    const after = parse(editText(SHARED, [each])).items as { readonly name: string }[];
    t.same(
      after.filter(({ name }) => name !== 'a'),
      before.slice(1),
      what,
    );
    t.equal(after.length, what === 'delete' ? 3 : 4);
    if (each.do === 'replace') t.same(after[0], each.item);
  }
  const copied = parse(
    editText(SHARED, [
      { do: 'copy', name: 'a', changes: [{ path: ['name'], value: 'e' }] },
      { do: 'replace', name: 'e', item: { name: 'e', source: '/s', destination: '/d' } },
    ]),
  ).items;
  t.same(copied, [...before, { name: 'e', source: '/s', destination: '/d' }]);
});

t.test('what items share stays shared where an edit leaves it alone', async (t) => {
  const edited = editText(SHARED, [
    { do: 'change', name: 'a', changes: [{ path: ['mode'], value: 'clone' }] },
    { do: 'change', name: 'b', changes: [{ path: ['mode'], value: 'clone' }] },
  ]);
  t.same(gone(SHARED, edited), []);
  t.same(come(SHARED, edited), ['    mode: clone', '    mode: clone']);
});
