import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { ROOT } from '@syncline/model';
import { MODIFY, contentOf, endpointAndServer, listedFile, path, requestFor } from './support.js';

const OLD = Buffer.from('hello');

t.test(
  'S28: a data stream that ends early is no file and no whole listing, with a plain end too',
  async (t) => {
    // Node reports a TLS stream that was cut without close_notify as ended, which is what this one does.
    const [endpoint, server] = await endpointAndServer(t);
    server.nodes.set('/a', { content: OLD, modify: MODIFY });
    const expected = await listedFile(endpoint, 'a');
    server.on('RETR', (control) => control.send('hel'));
    await t.rejects(endpoint.read(path('a'), expected), { code: 'unreadable', retry: true });
    server.on('MLSD', (control) => control.send(`type=file;size=5;modify=${MODIFY}; a\r\ntype=file;si`));
    t.equal((await endpoint.list(ROOT)).complete, false);
  },
);

t.test('S29: what a third party puts into the data connection, or takes out of it, is noticed', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: OLD, modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  // The server serves whoever comes first to its data port: not us.
  server.on('EPSV', async (control) => {
    const port = await control.passive();
    const thief = connect(port, '127.0.0.1');
    thief.on('error', () => undefined);
    await once(thief, 'connect');
    thief.end('stolen');
    control.reply(`229 Extended passive (|||${port}|)`);
  });
  const content = contentOf('newer');
  await t.rejects(endpoint.write(requestFor('a', content, { expected }), content), {
    name: 'SynclineError',
    scope: 'path',
  });
  t.equal(server.nodes.get('/a')?.content?.toString(), 'hello', 'the old version stays');
  t.same([...server.nodes.keys()], ['/', '/a'], 'what came instead is discarded');
  await t.rejects(endpoint.read(path('a'), expected), { name: 'SynclineError', scope: 'path' });
});

t.test('S33: content that the server converts is not taken for what was sent or listed', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('one\ntwo\n'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  t.ok(server.commands.includes('TYPE I'), 'content is asked for as it is');
  server.on('RETR', (control) => control.send('one\r\ntwo\r\n'));
  await t.rejects(endpoint.read(path('a'), expected), { code: 'unreadable' });
  server.on('STOR', async (control, name) => {
    const data = await control.data();
    control.reply('150 Go');
    data.resume();
    await once(data, 'end');
    server.nodes.set(name, { content: Buffer.from('one\r\ntwo\r\n') });
    control.reply('226 Fine');
  });
  const content = contentOf('one\ntwo\n');
  await t.rejects(endpoint.write(requestFor('b', content), content), { code: 'size' });
  t.notOk(server.nodes.has('/b'));
});

t.test('N2: a transfer that is reset leaves nothing behind, and may be tried again', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: OLD, modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  for (const verb of ['RETR', 'STOR']) {
    server.on(verb, async (control) => {
      const data = await control.data();
      control.reply('150 Go');
      if (verb === 'RETR') data.write('he');
      data.resetAndDestroy();
      control.reply('426 Reset');
    });
  }
  const content = contentOf('newer');
  const isRetry = { name: 'SynclineError', scope: 'path', retry: true };
  await t.rejects(endpoint.read(path('a'), expected), isRetry, 'a download');
  await t.rejects(endpoint.write(requestFor('b', content), content), isRetry, 'an upload');
  t.same([...server.nodes.keys()], ['/', '/a']);
});

t.test('N6: when every connection is lost at once, work goes on over new ones', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: OLD, modify: MODIFY });
  await Promise.all([endpoint.list(ROOT), endpoint.look(path('a'))]);
  const before = server.connections();
  server.on('MLSD', (control) => (control.number <= before ? control.destroy() : false));
  server.on('MLST', (control) => (control.number <= before ? control.destroy() : false));
  const [listing, looked] = await Promise.all([endpoint.list(ROOT), endpoint.look(path('a'))]);
  t.equal(listing.complete, true);
  t.match(looked, { kind: 'file', size: 5 });
  t.ok(server.connections() > before);
});
