import t from 'tap';
import { pair } from '../support/pair.ts';
import { differences, texts, trashed } from '../support/observe.ts';
import { only } from '../support/only.ts';

t.test('C5: a conflict copy that a user edits, renames or deletes is a file like any other', async (t) => {
  const the = pair(t, undefined, undefined, { source: { a: 'a here', b: 'b here' } });
  the.plant('destination', { a: 'a there', b: 'b there' });
  const run = () => the.run('--mode', 'two-way', '--conflict', 'source');
  t.match(await run(), { exit: 0, summary: { conflicts: 2 } });
  const copyOf = (name: string): string =>
    Object.keys(texts(the.source)).find((path) => path.startsWith(`${name}.conflict-`))!;
  const [first, second] = [copyOf('a'), copyOf('b')];
  the.plant('source', { [first]: 'edited' });
  the.plant('destination', { [second]: undefined });
  t.match(await run(), {
    exit: 0,
    lines: only([`delete ${second}`, `update ${first}`]),
    summary: { conflicts: 0 },
  });
  t.same(texts(the.destination), { a: 'a here', b: 'b here', [first]: 'edited' });
  t.same(trashed(the.source)[second], ['b there']);
  the.plant('source', { [first]: 'edited here' });
  the.plant('destination', { [first]: 'edited there' });
  t.match(await run(), { exit: 0, summary: { conflicts: 1 } });
  t.equal(Object.keys(texts(the.source)).length, 4, 'a conflict of a conflict copy has its own copy');
  t.same(differences(the.source, the.destination), []);
  t.match(await run(), { exit: 0, lines: only([]) });
});
