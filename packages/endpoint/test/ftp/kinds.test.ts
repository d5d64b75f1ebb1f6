import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ROOT } from '@syncline/model';
import { contentOf, listedFile, openEndpoint, path, readAll, requestFor, scripted } from './support.js';

const LIMITS = { connections: 2, timeout: 1, retries: 1 };
const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
);

t.test('a server on IPv6 works, by EPSV', { skip: !hasIpv6 && 'no IPv6 on the loopback' }, async (t) => {
  const server = await scripted(t, { host: '::1' });
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  const content = contentOf('hello');
  await endpoint.write(requestFor('a', content), content);
  const back = await endpoint.read(path('a'), await listedFile(endpoint, 'a'));
  t.equal((await readAll(back)).toString(), 'hello');
  t.match(endpoint.label, /@\[::1\]:\d+/);
});

t.test(
  'F5: a Windows server: its listing is understood, and names that it would take for paths are not sent',
  async (t) => {
    const server = await scripted(t, { features: ['SIZE', 'MDTM'] });
    server.nodes.set('/dir', {});
    const lines = [
      '11-22-26  08:10PM       <DIR>          dir',
      '01-02-20  03:04AM                    5 a file.txt',
      '',
    ];
    server.on('SYST', (control) => control.reply('215 Windows_NT'));
    server.on('LIST', (control) => control.send(lines.join('\r\n')));
    const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
    const listing = await endpoint.list(ROOT);
    t.equal(listing.complete, true);
    t.match(listing.entries, [
      { kind: 'file', name: 'a file.txt', size: 5, token: '5;01-02-20  03:04AM;', racy: false },
      { kind: 'directory', name: 'dir' },
    ]);
    for (const name of ['a\\b', 'C:x']) {
      const content = contentOf('x');
      await t.rejects(endpoint.write(requestFor(name, content), content), { code: 'name' }, name);
    }
    lines.splice(1, 0, '01-02-20  03:04AM                    5 ..\\x');
    t.equal((await endpoint.list(ROOT)).complete, false, 'S1: a name with a backslash is rejected there');
  },
);

t.test('a server without FEAT works', async (t) => {
  const server = await scripted(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: '20200102030405' });
  for (const verb of ['FEAT', 'SYST', 'OPTS', 'MLST', 'MLSD', 'MFMT'])
    server.on(verb, (control) => control.reply('500 What?'));
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  const file = await listedFile(endpoint, 'a');
  t.equal((await readAll(await endpoint.read(path('a'), file))).toString(), 'hello');
  const content = contentOf('newer');
  await endpoint.write(requestFor('a', content, { expected: file }), content);
  t.equal(server.nodes.get('/a')?.content?.toString(), 'newer');
  t.match(endpoint.traits, { tokens: 'listing', setsTimes: false });
});

t.test('MLSD that is announced but refused is done without', async (t) => {
  const server = await scripted(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: '20200102030405' });
  server.on('MLSD', (control) => control.reply('502 Not implemented'));
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  t.match((await endpoint.list(ROOT)).entries, [{ kind: 'file', name: 'a' }]);
  t.equal(endpoint.traits.tokens, 'listing');
});

t.test('N4: when one of the two connections dies, both are closed', async (t) => {
  const server = await scripted(t);
  server.nodes.set('/a', { content: Buffer.alloc(1_000_000), modify: '20200102030405' });
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  const expected = await listedFile(endpoint, 'a');
  let closed = 0;
  server.on('RETR', async (control) => {
    const data = await control.data();
    data.once('close', () => (closed += 1));
    control.reply('150 Here');
    data.write(Buffer.alloc(300_000));
    await sleep(50);
    control.destroy();
  });
  await t.rejects(
    readAll(await endpoint.read(path('a'), expected)),
    { name: 'SynclineError', scope: 'path', retry: true },
    'control died',
  );
  await sleep(50);
  t.equal(closed, 1);
  server.on('RETR', async (control) => {
    const data = await control.data();
    control.reply('150 Here');
    data.write(Buffer.alloc(300_000));
    await sleep(50);
    data.resetAndDestroy();
  });
  await t.rejects(
    readAll(await endpoint.read(path('a'), expected)),
    { name: 'SynclineError', scope: 'path', retry: true },
    'data died',
  );
  t.match(await endpoint.look(path('a')), { kind: 'file' }, 'and others still work');
});

t.test('the root is told: there, missing with or without its parent, or no directory', async (t) => {
  const server = await scripted(t);
  server.nodes.set('/dir', {});
  server.nodes.set('/file', { content: Buffer.from('x') });
  const stateOf = async (directory: string): Promise<unknown> =>
    (await openEndpoint(t, { ...server.spec, directory }, { limits: LIMITS })).root();
  const host = `ftp://127.0.0.1:${server.spec.port}`;
  t.match(await stateOf('dir'), { state: 'directory', location: { host, path: '/dir' } });
  t.match(await stateOf('//dir/./'), { state: 'directory', location: { path: '/dir' } });
  t.match(await stateOf('new'), { state: 'absent', parentExists: true, location: { path: '/new' } });
  t.match(await stateOf('no/such'), { state: 'absent', parentExists: false });
  t.match(await stateOf('file'), { state: 'not-directory' });
  const missing = await openEndpoint(t, { ...server.spec, directory: 'no/such' }, { limits: LIMITS });
  await t.rejects(missing.makeRoot(), { code: 'refused' });
});

t.test('a root that somebody else makes while it is asked about is entered', async (t) => {
  const server = await scripted(t);
  const endpoint = await openEndpoint(t, { ...server.spec, directory: 'new' }, { limits: LIMITS });
  server.on('CWD', (control, argument) => {
    const isThere = server.nodes.has(argument);
    server.nodes.set('/new', {});
    control.reply(isThere ? '250 Entered' : '550 No such directory');
  });
  t.match(await endpoint.root(), { state: 'directory' });
});

t.test('a root that is there and may not be entered is told with what the server said', async (t) => {
  const server = await scripted(t);
  server.nodes.set('/dir', {});
  const endpoint = await openEndpoint(t, { ...server.spec, directory: 'dir' }, { limits: LIMITS });
  server.on('CWD', (control) => control.reply('550 Permission denied'));
  await t.rejects(endpoint.root(), {
    code: 'unreachable',
    message: /Cannot enter "\/dir".*Permission denied/,
  });
});
