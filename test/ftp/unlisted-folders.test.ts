import t from 'tap';
import { only } from '../support/only.ts';
import { pair, pairWith } from '../support/pair.ts';
import { serverFor, skipReason } from '../support/servers.ts';
import { contentAt, scriptedServer, sideOn } from './scripted-side.ts';

for (const mode of ['simple', 'two-way']) {
  t.test(`S7: a folder that a listing left out is not told as made, ${mode}`, async (t) => {
    const server = await scriptedServer(t);
    server.nodes.set('/d', {});
    server.nodes.set('/d/theirs', { content: Buffer.from('2') });
    let left = 2;
    server.on('MLSD', (control) => (left-- > 0 ? control.send('') : false));
    const the = pair(t, undefined, sideOn(server), { source: { 'd/ours': '1', 'e/new': '3' } });
    const ran = await the.run('--mode', mode);
    t.match(ran, { exit: 0, summary: { made: 1 } });
    t.notOk(ran.lines.includes('mkdir d'));
    t.match(await the.run('--mode', mode), { exit: 0 });
    t.match(await the.run('--mode', mode), { exit: 0, lines: only([]) });
    t.equal(contentAt(server, '/d/ours'), '1');
    t.equal(contentAt(server, '/d/theirs'), '2');
  });
}

t.test(
  'S35: a folder that the server hides altogether is told with what it says, and what to do',
  { skip: skipReason('proftpd') },
  async (t) => {
    const server = await serverFor(t, 'proftpd', {
      extra: ['<Directory />', 'HideFiles ^hidden$', '</Directory>'],
    });
    const tree = { 'hidden/x': '1' };
    const the = pairWith(t, server, 'to', { source: { ...tree, a: '2' }, destination: tree });
    const ran = await the.plain('--mode', 'clone');
    t.match(ran, { exit: 1, stderr: /not made hidden\/ .*File exists".*have it show it, or ignore it/ });
  },
);
