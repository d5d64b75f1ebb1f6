import { renameSync } from 'node:fs';
import t from 'tap';
import { texts } from '../support/observe.ts';
import { pairWith } from '../support/pair.ts';
import { directionsFor, directionTitle, knowsRenamed, onEveryServer } from '../support/servers.ts';
import { only } from '../support/only.ts';

const tree = { 'd/x': '1', 'd/sub/deep/y': '333', 'd/empty/': '', keep: '' };
const renamed = { 'new name/x': '1', 'new name/sub/deep/y': '333', keep: '' };

onEveryServer(t, (t, server) => {
  for (const direction of directionsFor(server.kind)) {
    for (const mode of ['clone', 'two-way']) {
      t.test(`${directionTitle(direction)}, ${mode}: a renamed folder`, async (t) => {
        const the = pairWith(t, server, direction, { source: tree });
        const args = ['--mode', mode, '--max-delete', '100%'];
        t.equal((await the.run(...args)).exit, 0);
        // The first look after the copy knows the folders on both sides.
        t.match(await the.run(...args), { exit: 0, lines: only([]) });
        renameSync(`${the.source}/d`, `${the.source}/new name`);
        const planned = await the.run(...args, '--dry-run');
        const ran = await the.run(...args);
        t.equal(ran.exit, 0, ran.stderr);
        t.same(planned.lines, ran.lines);
        t.match(texts(the.destination), renamed);
        t.notOk(Object.keys(texts(the.destination)).some((path) => path.startsWith('d/')));
        // A server without a unique fact proves nothing: copy and delete.
        if (ran.summary.moved > 0)
          t.match(ran, { lines: only(['move d -> new name']), summary: { moved: 1, made: 0, bytes: 0 } });
        else t.match(ran, { summary: { copied: 2, deleted: 2 } });
        t.equal(ran.summary.moved > 0, direction === 'to' || knowsRenamed(server.kind));
        t.match(await the.run(...args), { exit: 0, lines: only([]) });
      });
    }
  }

  t.test('two-way: a folder renamed on the server is renamed here, where the server tells', async (t) => {
    const the = pairWith(t, server, 'to', { source: tree });
    const args = ['--mode', 'two-way', '--max-delete', '100%'];
    await the.run(...args);
    await the.run(...args);
    renameSync(`${the.destination}/d`, `${the.destination}/new name`);
    const ran = await the.run(...args);
    t.equal(ran.exit, 0, ran.stderr);
    t.match(texts(the.source), renamed);
    if (knowsRenamed(server.kind)) t.same(ran.lines, ['move d -> new name']);
    t.match(await the.run(...args), { exit: 0, lines: only([]) });
  });
});
