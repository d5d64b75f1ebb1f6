import t from 'tap';
import type { Journal } from '../src/index.js';
import { open, withState } from './journals.js';
import { directoryRow, fileRow, path } from './rows.js';

async function namesIn(journal: Journal, directory = ''): Promise<readonly string[]> {
  return (await journal.children(path(directory))).map(({ name }) => name);
}

function added(name: string, version = name) {
  return { path: path(name), row: fileRow(version), previous: undefined };
}

void t.test('a new journal is empty and begins in its own folder', async (t) => {
  await withState(async (state) => {
    await using journal = await open(state);
    t.same(journal.origin, { state: 'new' });
    t.equal(journal.rowCount, 0);
    t.same(await journal.children(path('')), []);
    t.equal(journal.get(path('a')), undefined);
  });
});

void t.test('what was committed is there when the journal is opened again', async (t) => {
  await withState(async (state) => {
    const journal = await open(state);
    await journal.commit([
      added('a'),
      { path: path('d'), row: directoryRow, previous: undefined },
      added('d/b'),
    ]);
    await journal.close();
    await using again = await open(state);
    t.same(again.origin, { state: 'intact' });
    t.same(again.get(path('d/b')), fileRow('d/b'));
    t.same(await again.children(path('')), [
      { name: 'a', row: fileRow('a') },
      { name: 'd', row: directoryRow },
    ]);
  });
});

void t.test(
  'children are sorted by the bytes of their names, and are those of one directory alone',
  async (t) => {
    await withState(async (state) => {
      await using journal = await open(state);
      const names = ['\xff', '\x80', 'é', 'z', 'A', '\x01', '~', '\x7f', 'a\x01', 'a', 'a b', 'ÿ\xc3'];
      await journal.commit([
        ...names.map((name) => added(name)),
        ...names.map((name) => added(`${name}/x`)),
        added('a/x/y'),
      ]);
      t.same(await namesIn(journal), [...new Set(names)].sort());
      for (const name of names) t.same(await namesIn(journal, name), ['x']);
      t.same(await namesIn(journal, 'a/x'), ['y']);
      t.same(await namesIn(journal, 'not there'), []);
    });
  },
);

void t.test('a directory of more rows than one chunk comes whole and in order', async (t) => {
  await withState(async (state) => {
    await using journal = await open(state);
    const names = Array.from({ length: 5_500 }, (_, n) => `f${String(n).padStart(5, '0')}`);
    await journal.commit(names.map((name) => added(`d/${name}`)));
    t.same(await namesIn(journal, 'd'), names);
  });
});

void t.test('the counts follow additions, changes of kind and forgotten paths', async (t) => {
  await withState(async (state) => {
    const journal = await open(state);
    await journal.commit([
      added('a'),
      added('b'),
      { path: path('d'), row: directoryRow, previous: undefined },
    ]);
    t.same([journal.rowCount, journal.contentCount], [3, 2]);
    await journal.commit([{ path: path('a'), row: fileRow('a2'), previous: fileRow('a') }]);
    t.same([journal.rowCount, journal.contentCount], [3, 2]);
    await journal.commit([{ path: path('a'), row: directoryRow, previous: fileRow('a2') }]);
    t.same([journal.rowCount, journal.contentCount], [3, 1]);
    await journal.commit([{ path: path('b'), row: undefined, previous: fileRow('b') }]);
    t.same([journal.rowCount, journal.contentCount], [2, 0]);
    await journal.verify();
    await journal.close();
    await using again = await open(state);
    t.same([again.rowCount, again.contentCount], [2, 0]);
  });
});

void t.test('an identity leads to its path, per side, as rows change and go', async (t) => {
  await withState(async (state) => {
    await using journal = await open(state);
    await journal.commit([added('a', '1')]);
    t.equal(journal.findIdentity('source', 'id-s-1'), 'a');
    t.equal(journal.findIdentity('destination', 'id-d-1'), 'a');
    t.equal(journal.findIdentity('destination', 'id-s-1'), undefined);
    await journal.commit([{ path: path('a'), row: fileRow('2'), previous: fileRow('1') }]);
    t.equal(journal.findIdentity('source', 'id-s-1'), undefined);
    t.equal(journal.findIdentity('source', 'id-s-2'), 'a');
    await journal.commit([{ path: path('a'), row: undefined, previous: fileRow('2') }]);
    t.equal(journal.findIdentity('source', 'id-s-2'), undefined);
  });
});

for (const order of ['the new path first', 'the old path first', 'the old path in a later batch'] as const) {
  void t.test(`an identity follows a move committed with ${order}`, async (t) => {
    await withState(async (state) => {
      await using journal = await open(state);
      await journal.commit([added('old', '1')]);
      const gone = { path: path('old'), row: undefined, previous: fileRow('1') };
      if (order === 'the old path first') await journal.commit([gone, added('new', '1')]);
      else if (order === 'the new path first') await journal.commit([added('new', '1'), gone]);
      else {
        await journal.commit([added('new', '1')]);
        await journal.commit([gone]);
      }
      t.equal(journal.findIdentity('source', 'id-s-1'), 'new');
      t.equal(journal.get(path('old')), undefined);
    });
  });
}

void t.test('a side that is not indexed is not looked up', async (t) => {
  await withState(async (state) => {
    await using journal = await open(state, { indexSides: ['source'] });
    await journal.commit([added('a', '1')]);
    t.equal(journal.findIdentity('source', 'id-s-1'), 'a');
    t.equal(journal.findIdentity('destination', 'id-d-1'), undefined);
  });
});

void t.test('overlapping commits are all kept, in the order of the calls', async (t) => {
  await withState(async (state) => {
    await using journal = await open(state);
    const commits = [journal.commit([added('a', '1')])];
    for (let n = 2; n <= 50; n += 1) {
      commits.push(
        journal.commit([{ path: path('a'), row: fileRow(String(n)), previous: fileRow(String(n - 1)) }]),
      );
      commits.push(journal.commit([added(`b${n}`)]));
    }
    await Promise.all(commits);
    t.same(journal.get(path('a')), fileRow('50'));
    t.equal(journal.rowCount, 50);
    await journal.verify();
  });
});

void t.test('facts are kept, replaced and removed', async (t) => {
  await withState(async (state) => {
    const journal = await open(state);
    t.equal(journal.getFact('roots'), undefined);
    await journal.setFact('roots', { source: 1 });
    await Promise.all([journal.setFact('roots', { source: 2 }), journal.setFact('roots', { source: 3 })]);
    await journal.setFact('gone', true);
    await journal.setFact('gone', undefined);
    await journal.close();
    await using again = await open(state);
    t.same(again.getFact('roots'), { source: 3 });
    t.equal(again.getFact('gone'), undefined);
    await again.verify();
  });
});

void t.test(
  'notes are listed by prefix and cleared by prefix, or with the rows that complete them',
  async (t) => {
    await withState(async (state) => {
      const journal = await open(state);
      await journal.putNotes([
        { key: 'intent/2', value: { to: 'b' } },
        { key: 'intent/1', value: { to: 'a' } },
        { key: 'other', value: null },
      ]);
      await journal.close();
      await using again = await open(state);
      t.same(await again.listNotes('intent/'), [
        { key: 'intent/1', value: { to: 'a' } },
        { key: 'intent/2', value: { to: 'b' } },
      ]);
      await again.commit([added('a')], { clearNotes: ['intent/1', 'never there'] });
      t.same(
        (await again.listNotes()).map(({ key }) => key),
        ['intent/2', 'other'],
      );
      await again.clearNotes('intent/');
      t.same(
        (await again.listNotes()).map(({ key }) => key),
        ['other'],
      );
      await again.verify();
    });
  },
);

void t.test('closing twice is once, and nothing but the journal is left', async (t) => {
  await withState(async (state) => {
    const journal = await open(state);
    await journal.close();
    await journal.close();
    await using again = await open(state);
    t.same(again.origin, { state: 'intact' });
  });
});
