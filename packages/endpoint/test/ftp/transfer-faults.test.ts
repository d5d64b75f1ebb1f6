import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ROOT } from '@syncline/model';
import { WHOLE_CONTENT_BYTES } from '../../src/content.js';
import type { Control } from '../servers/scripted/control.js';
import { MODIFY, contentOf, endpointAndServer, listedFile, path, readAll, requestFor } from './support.js';

t.test(
  'S11: a size that differs or is no number is a lie that is reported, and nothing is put in place',
  async (t) => {
    const [endpoint, server] = await endpointAndServer(t);
    for (const answer of ['213 4', '213 junk', '550 No', '213 5 bytes']) {
      server.on('SIZE', (control) => control.reply(answer));
      const content = contentOf('hello');
      await t.rejects(
        endpoint.write(requestFor('a', content), content),
        { code: 'size', retry: true },
        answer,
      );
      t.same([...server.nodes.keys()], ['/'], 'the temp file is gone');
    }
  },
);

t.test(
  'S11: on a server without SIZE and MLST nothing is written, as nothing proves a name free',
  async (t) => {
    const [endpoint, server] = await endpointAndServer(t, []);
    for (const verb of ['SIZE', 'MDTM', 'MFMT']) server.on(verb, (control) => control.reply('500 What?'));
    const content = contentOf('hello');
    await t.rejects(endpoint.write(requestFor('a', content), content), {
      code: 'stale',
      message: /neither MLST nor SIZE/,
    });
    t.same([...server.nodes.keys()], ['/'], 'the temp file is gone');
  },
);

t.test('S11: from a server without SIZE and MLST files are read by the count of a listing', async (t) => {
  for (const length of [5, 2 * WHOLE_CONTENT_BYTES]) {
    const [endpoint, server] = await endpointAndServer(t, []);
    for (const verb of ['SIZE', 'MDTM']) server.on(verb, (control) => control.reply('500 What?'));
    const bytes = Buffer.alloc(length, 'x');
    server.nodes.set('/a', { content: bytes, modify: MODIFY });
    const expected = await listedFile(endpoint, 'a');
    const read = async (): Promise<Buffer> => readAll(await endpoint.read(path('a'), expected));
    t.ok((await read()).equals(bytes));
    const content = await endpoint.read(path('a'), expected);
    t.equal(await content.unchanged(), true);
    server.on('RETR', (control) => control.send('less'));
    await t.rejects(read(), { code: 'unreadable', retry: true }, 'fewer bytes than were listed');
    server.nodes.set('/a', { content: Buffer.alloc(length + 1, 'y'), modify: MODIFY });
    t.equal(await content.unchanged(), false, 'another version is noticed');
    await t.rejects(read(), { code: 'stale' });
    server.nodes.delete('/a');
    await t.rejects(read(), { code: 'stale', message: /does not list it any more/ });
    t.match(await endpoint.look(path('a')), { kind: 'unknown' }, 'nor is it proven absent');
    await content.close();
  }
});

t.test('S12: fewer bytes stored than sent leave the old file as it was', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('old'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  server.on('STOR', async (control, name) => {
    const data = await control.data();
    control.reply('150 Go');
    data.resume();
    await once(data, 'end');
    server.nodes.set(name, { content: Buffer.from('hel'), modify: MODIFY });
    control.reply('226 Fine');
  });
  const content = contentOf('hello');
  await t.rejects(endpoint.write(requestFor('a', content, { expected }), content), { code: 'size' });
  t.same([...server.nodes.keys()], ['/', '/a']);
  t.equal(server.nodes.get('/a')?.content?.toString(), 'old');
});

t.test('S12: fewer or more bytes received than listed are not taken for the file', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  for (const sent of ['hell', 'hello!']) {
    server.on('RETR', (control) => control.send(sent));
    await t.rejects(endpoint.read(path('a'), expected), { code: 'unreadable', retry: true }, sent);
  }
});

t.test('S12: a transfer that is called complete before it was is not believed', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on('STOR', (control) => control.reply('226 Fine'));
  const content = contentOf('hello');
  await t.rejects(endpoint.write(requestFor('a', content), content), {
    name: 'SynclineError',
    scope: 'path',
    retry: true,
  });
  t.same([...server.nodes.keys()], ['/']);
});

t.test('S12: a server that never stops sending is left', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  server.on('RETR', async (control) => {
    const data = await control.data();
    control.reply('150 Go');
    const timer = setInterval(() => data.write('more and more'), 20);
    data.on('close', () => clearInterval(timer));
  });
  await t.rejects(endpoint.read(path('a'), expected), {
    code: 'unreadable',
    message: /more than the 5 bytes/,
  });
});

t.test('S13: a refusal in mid-transfer is told as what it is, and the old file stays', async (t) => {
  const cases: [string, string][] = [
    ['552 Quota exceeded', 'full'],
    ['452 No space', 'full'],
    ['451 Local error', 'failed'],
    ['550 There is not enough space on the disk.', 'full'],
    ['426 Failure writing: No space left on device', 'full'],
    ['553 Not allowed', 'permission'],
    ['553 Invalid file name', 'name'],
    ['550 /a: Forbidden filename', 'name'],
    ['550 Access prohibited', 'permission'],
  ];
  const [endpoint, server] = await endpointAndServer(t);
  for (const [answer, code] of cases) {
    for (const chunked of [undefined, 1000]) {
      server.on('STOR', async (control) => {
        const data = await control.data();
        control.reply('150 Go');
        data.once('data', () => (data.destroy(), control.reply(answer)));
      });
      const content = contentOf('x'.repeat(200_000), chunked === undefined ? {} : { chunked });
      await t.rejects(endpoint.write(requestFor('a', content), content), { code, scope: 'path' }, answer);
    }
  }
  t.same([...server.nodes.keys()], ['/']);
});

/** One byte every tenth of a second. */
const slow = async (control: Control): Promise<void> => {
  const data = await control.data();
  control.reply('150 Here');
  const timer = setInterval(() => data.write('x'), 100);
  data.on('close', () => clearInterval(timer));
};

t.test('S13, S21: silence in mid-transfer and one byte a second are stalls', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.alloc(5_000), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  server.on('RETR', (control) => void slow(control));
  const began = performance.now();
  await t.rejects(endpoint.read(path('a'), expected), { name: 'SynclineError', scope: 'path', retry: true });
  t.ok(performance.now() - began < 60_000, 'both tries within a few timeouts, and long before its end');
  server.on('MLSD', (control) => void slow(control));
  await t.rejects(endpoint.list(ROOT), { name: 'SynclineError', scope: 'path', retry: true });
  server.on('MLST', (control) => control.raw('2'));
  await t.rejects(
    endpoint.look(path('a')),
    { name: 'SynclineError', scope: 'path', retry: true },
    'an answer that never ends',
  );
});

t.test('S21: a transfer that we ourselves hold up is not a stall', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  const content = contentOf('x'.repeat(3_000), { chunked: 1_500 });
  await endpoint.write(requestFor('a', content, { onBytes: () => sleep(1_500) }), content);
  t.equal(server.nodes.get('/a')?.content?.length, 3_000);
});

t.test('425 to EPSV and to STOR passes', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  const busy = { EPSV: 2, STOR: 2 };
  for (const verb of ['EPSV', 'STOR'] as const) {
    server.on(verb, (control) =>
      (busy[verb] -= 1) < 0 ? false : control.reply('425 Address already in use'),
    );
  }
  for (const chunked of [undefined, 2]) {
    const content = contentOf('hello', chunked === undefined ? {} : { chunked });
    await endpoint.write(requestFor(`a${chunked}`, content), content);
  }
  t.equal(server.nodes.get('/a2')?.content?.toString(), 'hello');
});

t.test('S10: a time that cannot be set is left, and the server is not asked for ever', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on('MFMT', (control) => control.reply('550 No'));
  for (let n = 0; n < 5; n += 1) {
    const content = contentOf('x');
    await endpoint.write(requestFor(`f${n}`, content), content);
  }
  t.equal(server.commands.filter((line) => line.startsWith('MFMT')).length, 3);
  t.equal(endpoint.traits.setsTimes, false);
});

t.test('S10: MDTM that only reads is not taken for one that sets', async (t) => {
  const [endpoint, server] = await endpointAndServer(t, ['SIZE', 'MDTM']);
  server.on('MDTM', (control, argument) =>
    /^\d{14} /.test(argument) ? control.reply('213 20260101120000') : false,
  );
  const content = contentOf('x');
  await endpoint.write(requestFor('a', content), content);
  t.equal(endpoint.traits.setsTimes, false);
});

t.test('S34: a listed file that cannot be read is reported as such', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  server.on('RETR', (control) => control.reply('550 Locked'));
  await t.rejects(endpoint.read(path('a'), expected), { code: 'unreadable', path: 'a', message: /Locked/ });
});

t.test('C1: a source that changed while it was sent is dropped', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  const changed = contentOf('hello', { unchanged: async () => false });
  await t.rejects(endpoint.write(requestFor('a', changed), changed), { code: 'busy' });
  const shorter = { ...contentOf('hello', { chunked: 3 }), size: 9 };
  await t.rejects(endpoint.write(requestFor('a', shorter), shorter), { code: 'size' });
  t.same([...server.nodes.keys()], ['/']);
});

t.test('a large file is read in chunks, and leaving early costs one connection', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  const big = Buffer.alloc(3_000_000, 'abc');
  server.nodes.set('/big', { content: big, modify: MODIFY });
  const expected = await listedFile(endpoint, 'big');
  const content = await endpoint.read(path('big'), expected);
  t.equal(content.whole, undefined);
  t.ok((await readAll(content)).equals(big));
  t.equal(await content.unchanged(), true);
  const again = await endpoint.read(path('big'), expected);
  for await (const chunk of again.chunks()) {
    t.ok(chunk.length > 0);
    break;
  }
  t.match(await endpoint.look(path('big')), { kind: 'file' });
});

t.test('an aborted write ends soon and leaves no temp file', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  const abort = new AbortController();
  const content = contentOf('x'.repeat(10_000), { chunked: 1_000 });
  const onBytes = async (): Promise<void> => {
    abort.abort();
    await sleep(50);
  };
  await t.rejects(endpoint.write(requestFor('a', content, { onBytes }), content, abort.signal), {
    code: 'interrupted',
  });
  await sleep(100);
  t.same(
    [...server.nodes.keys()].filter((name) => name !== '/'),
    [],
  );
});
