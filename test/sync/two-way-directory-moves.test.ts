import { renameSync, readdirSync } from 'node:fs';
import t from 'tap';
import { differences, texts } from '../support/observe.ts';
import { plant } from '../support/plant.ts';
import { two } from '../commands/two.ts';

t.test('two-way: what is renamed on the destination is renamed on the source', async (t) => {
  const pair = two(t, { source: { 'd/x': '1', 'd/sub/y': '2', keep: '' } });
  await pair.on('sync');
  renameSync(`${pair.destination}/d`, `${pair.destination}/e`);
  t.match((await pair.json('sync')).lines, [
    { op: 'move', side: 'source', path: 'e', from: 'd', bytes: 0, outcome: 'applied', reason: 'renamed' },
    { type: 'summary', exit: 0, moved: 1 },
  ]);
  t.same(differences(pair.source, pair.destination), []);
  t.match((await pair.json('sync')).lines, [{ type: 'summary', moved: 0 }]);
});

t.test('two-way: both sides rename one folder, and both names end up on both', async (t) => {
  const pair = two(t, { source: { 'd/x': '1', keep: '' } });
  await pair.on('sync');
  renameSync(`${pair.source}/d`, `${pair.source}/ours`);
  renameSync(`${pair.destination}/d`, `${pair.destination}/theirs`);
  t.equal((await pair.on('sync')).exit, 0);
  t.same(differences(pair.source, pair.destination), []);
  t.same(readdirSync(pair.source), ['keep', 'ours', 'theirs']);
  t.match((await pair.json('sync')).lines, [{ type: 'summary', copied: 0, moved: 0 }]);
});

t.test('two-way: a folder goes into one that the other side deleted, which then stays', async (t) => {
  const pair = two(t, { source: { 'd/x': '1', 'gone/y': '2', keep: '' } });
  await pair.on('sync');
  renameSync(`${pair.source}/d`, `${pair.source}/gone/d`);
  plant(pair.destination, { gone: undefined });
  t.equal((await pair.on('sync')).exit, 0);
  t.same(texts(pair.source), { 'gone/': '', 'gone/d/': '', 'gone/d/x': '1', keep: '' });
  t.same(differences(pair.source, pair.destination), []);
  t.match((await pair.json('sync')).lines, [{ type: 'summary', copied: 0, moved: 0, deleted: 0 }]);
});

t.test('two-way: a folder that is renamed here and edited there keeps the edit', async (t) => {
  const pair = two(t, { source: { 'd/x': '1', 'd/y': '2', keep: '' } });
  await pair.on('sync');
  renameSync(`${pair.source}/d`, `${pair.source}/e`);
  plant(pair.destination, { 'd/x': 'edited there' });
  t.equal((await pair.on('sync')).exit, 0);
  t.same(texts(pair.source), {
    'd/': '',
    'd/x': 'edited there',
    'e/': '',
    'e/x': '1',
    'e/y': '2',
    keep: '',
  });
  t.same(differences(pair.source, pair.destination), []);
});
