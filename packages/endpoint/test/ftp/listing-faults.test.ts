import t from 'tap';
import { ROOT } from '@syncline/model';
import { IMPATIENT, MODIFY, endpointAndServer, openEndpoint, path, scripted } from './support.js';

t.test('S5: an empty listing without its own line is asked for twice', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  let listings = 0;
  server.nodes.set('/a', { content: Buffer.from('x'), modify: MODIFY });
  server.on('MLSD', (control) => ((listings += 1) === 1 ? control.send('') : false));
  const listing = await endpoint.list(ROOT);
  t.same(
    listing.entries.map((entry) => entry.name),
    ['a'],
  );
  t.equal(listings, 2);
});

t.test('S6: a directory that is missing is not an empty one, even if LIST says so', async (t) => {
  const [endpoint, server] = await endpointAndServer(t, ['SIZE', 'MDTM']);
  server.on('LIST', (control) => control.send(''));
  // Without MLST the same is said of one that may not be entered.
  const message = /^the directory is not there, may not be entered, or was moved .*\(the server said "550/;
  await t.rejects(endpoint.list(path('gone')), { code: 'failed', scope: 'path', path: 'gone', message });
});

t.test('a listing that is one blank line is that of an empty directory, and no other is', async (t) => {
  const [endpoint, server] = await endpointAndServer(t, ['SIZE', 'MDTM']);
  server.on('LIST', (control) => control.send('\r\n'));
  t.match(await endpoint.list(ROOT), { complete: true, entries: { length: 0 } });
  server.on('LIST', (control) => control.send('-rw-r--r-- 1 u g 1 Jan 01 12:00 a\r\n\r\n'));
  t.match(await endpoint.list(ROOT), { complete: false, entries: { length: 1 } });
});

t.test('S7: a listing that is cut is not complete', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  const line = `type=file;size=1;modify=${MODIFY}; a\r\n`;
  const cuts: [string, () => void][] = [
    ['426 at a line end', () => server.on('MLSD', (control) => control.send(line, '426 Cut'))],
    ['226 within a line', () => server.on('MLSD', (control) => control.send(`${line}type=fi`))],
    ['451 after nothing', () => server.on('MLSD', (control) => control.send('', '451 Cut'))],
    ['550 instead of data', () => server.on('MLSD', (control) => control.reply('550 No'))],
  ];
  for (const [title, script] of cuts) {
    script();
    const listing = await endpoint.list(ROOT);
    t.equal(listing.complete, false, title);
    t.ok(listing.incompleteBecause, listing.incompleteBecause ?? title);
  }
  server.on('MLSD', async (control) => {
    (await control.data()).end(line);
    control.destroy();
  });
  await t.rejects(
    endpoint.list(ROOT),
    { name: 'SynclineError', scope: 'path', retry: true },
    'no closing answer at all',
  );
});

t.test(
  'S8: when LIST -a is taken for a file name, plain LIST is used, and dot names count as hidden',
  async (t) => {
    const server = await scripted(t, { features: ['SIZE', 'MDTM'] });
    server.nodes.set('/a', { content: Buffer.from('x'), modify: MODIFY });
    server.on('LIST', (control, argument) => (argument === '-a' ? control.send('') : false));
    const notices: string[] = [];
    const endpoint = await openEndpoint(t, server.spec, {
      limits: IMPATIENT,
      notice: (message) => notices.push(message),
    });
    t.same(
      (await endpoint.list(ROOT)).entries.map((entry) => entry.name),
      ['a'],
    );
    t.equal(endpoint.traits.hidesDotNames, true);
    t.match(notices, [/dot/]);
    t.equal(notices.length, 1);
  },
);
