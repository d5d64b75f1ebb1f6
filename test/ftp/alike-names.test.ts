import { renameSync } from 'node:fs';
import t from 'tap';
import { texts } from '../support/observe.ts';
import { pair } from '../support/pair.ts';
import { only } from '../support/only.ts';
import { clone, contentAt, scriptedServer, sideOn } from './scripted-side.ts';

t.test(
  'S32, F4: on a server that is blind to case the first of two names is kept, the other reported',
  async (t) => {
    const server = await scriptedServer(t, { blindToCase: true });
    const the = pair(t, undefined, sideOn(server), { source: { Foo: 'upper', foo: 'lower', other: 'x' } });
    for (const which of ['first', 'second', 'third']) {
      const ran = await clone(the);
      t.match(ran, { exit: 1, summary: { failed: 1, deleted: 0 } }, which);
      t.match([contentAt(server, '/Foo'), contentAt(server, '/other')], ['upper', 'x'], which);
    }
    the.plant('source', { foo: undefined, Foo: 'edited' });
    t.match(await clone(the), { exit: 0, lines: only(['update Foo']) });
    t.match(await clone(the), { exit: 0, lines: only([]) });
    t.equal(contentAt(server, '/foo'), 'edited');
  },
);

t.test(
  'S32, F4: of two folders that such a server does not tell apart the first is kept, and nothing of the second gets into it',
  async (t) => {
    for (const mode of ['simple', 'clone', 'two-way']) {
      const server = await scriptedServer(t, { blindToCase: true });
      const source = { 'Foo/x': 'upper', 'foo/x': 'lower', 'foo/y': 'lower', other: 'x' };
      const the = pair(t, undefined, sideOn(server), { source });
      for (const which of ['first', 'second', 'third']) {
        const ran = await the.run('--mode', mode);
        t.match(ran, { exit: 1, summary: { failed: 1, deleted: 0, conflicts: 0 } }, `${mode}, ${which}`);
        t.match(
          ran.stderr,
          /^not made foo\/ \(destination\): the same name in another spelling stands there/m,
        );
        t.equal(contentAt(server, '/Foo/x'), 'upper');
        t.notOk(server.nodes.has('/Foo/y'));
      }
      t.match(texts(the.source), source, 'nothing of it is lost at the source');
    }
  },
);

t.test('S32, F4: what only got another spelling at the source has it on such a server, too', async (t) => {
  for (const mode of ['clone', 'two-way']) {
    const server = await scriptedServer(t, { blindToCase: true });
    const the = pair(t, undefined, sideOn(server), {
      source: { 'Dir/x': '1', 'Dir/y': '2', 'A.JPG': 'photo' },
    });
    const run = () => the.run('--mode', mode, '--approve-deletes');
    t.match(await run(), { exit: 0 });
    renameSync(`${the.source}/Dir`, `${the.source}/dir`);
    renameSync(`${the.source}/A.JPG`, `${the.source}/a.jpg`);
    t.match(await run(), { exit: 0 }, mode);
    t.match(await run(), { exit: 0, lines: only([]) });
    t.same(texts(the.source), { 'dir/': '', 'dir/x': '1', 'dir/y': '2', 'a.jpg': 'photo' });
    const names = [...server.nodes.keys()].filter((path) => !path.startsWith('/.syncline'));
    t.same(names.sort(), ['/', '/a.jpg', '/dir', '/dir/x', '/dir/y']);
  }
});
