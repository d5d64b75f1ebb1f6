import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { Test } from 'tap';
import { ROOT } from '@syncline/model';
import type { Endpoint } from '../../src/endpoint.js';
import { createFtpEndpoint } from '../../src/ftp/endpoint.js';
import type { Control, ScriptedServer } from '../servers/scripted.js';
import { contentOf, listedFile, openEndpoint, path, readAll, requestFor, scripted } from './support.js';

const LIMITS = { connections: 2, timeout: 1, retries: 1 };
const MODIFY = '20200102030405';

async function pair(t: Test, features?: string[]): Promise<[Endpoint, ScriptedServer]> {
  const server = await scripted(t, features === undefined ? {} : { features });
  return [await openEndpoint(t, server.spec, { limits: LIMITS }), server];
}

t.test('S5: an empty listing without its own line is asked for twice', async (t) => {
  const [endpoint, server] = await pair(t);
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
  const [endpoint, server] = await pair(t, ['SIZE', 'MDTM']);
  server.on('LIST', (control) => control.send(''));
  await t.rejects(endpoint.list(path('gone')), { code: 'failed', scope: 'path', path: 'gone' });
});

t.test('S7: a listing that is cut is not complete', async (t) => {
  const [endpoint, server] = await pair(t);
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
      limits: LIMITS,
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

t.test(
  'S11: a size that differs or is no number is a lie that is reported, and nothing is put in place',
  async (t) => {
    const [endpoint, server] = await pair(t);
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
  'S11: a server without SIZE and MLST is believed its 226 and the count of what was sent',
  async (t) => {
    const [endpoint, server] = await pair(t, []);
    for (const verb of ['SIZE', 'MDTM', 'MFMT']) server.on(verb, (control) => control.reply('500 What?'));
    const content = contentOf('hello');
    await t.rejects(
      endpoint.write(requestFor('a', content), content),
      { code: 'stale' },
      'nothing proves the name free',
    );
  },
);

t.test('S12: fewer bytes stored than sent leave the old file as it was', async (t) => {
  const [endpoint, server] = await pair(t);
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
  const [endpoint, server] = await pair(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  for (const sent of ['hell', 'hello!']) {
    server.on('RETR', (control) => control.send(sent));
    await t.rejects(endpoint.read(path('a'), expected), { code: 'unreadable', retry: true }, sent);
  }
});

t.test('S13: a refusal in mid-transfer is told as what it is, and the old file stays', async (t) => {
  const cases: [string, string][] = [
    ['552 Quota exceeded', 'full'],
    ['452 No space', 'full'],
    ['451 Local error', 'failed'],
    ['426 Failure writing: No space left on device', 'full'],
    ['553 Not allowed', 'permission'],
  ];
  const [endpoint, server] = await pair(t);
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
  const [endpoint, server] = await pair(t);
  server.nodes.set('/a', { content: Buffer.alloc(5_000), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  server.on('RETR', (control) => void slow(control));
  const began = performance.now();
  await t.rejects(endpoint.read(path('a'), expected), { name: 'SynclineError', scope: 'path', retry: true });
  t.ok(performance.now() - began < 6_000, 'both tries within a few timeouts');
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
  const [endpoint, server] = await pair(t);
  const content = contentOf('x'.repeat(3_000), { chunked: 1_500 });
  await endpoint.write(requestFor('a', content, { onBytes: () => sleep(1_500) }), content);
  t.equal(server.nodes.get('/a')?.content?.length, 3_000);
});

t.test(
  'S14: where RNTO does not overwrite, the old file goes to the trash or is deleted first',
  async (t) => {
    const [endpoint, server] = await pair(t);
    server.on('RNTO', (control, name) => (server.nodes.has(name) ? control.reply('553 Exists') : false));
    for (const trash of [undefined, '20260102-030405000-tests']) {
      server.nodes.set('/a', { content: Buffer.from('old'), modify: MODIFY });
      const expected = await listedFile(endpoint, 'a');
      const content = contentOf('newer');
      await endpoint.write(requestFor('a', content, { expected, trash }), content);
      t.equal(server.nodes.get('/a')?.content?.toString(), 'newer');
    }
    t.equal(server.nodes.get('/.syncline/trash/20260102-030405000-tests/a')?.content?.toString(), 'old');
  },
);

t.test('S15: when the new file cannot be put in place, the old one comes back from the trash', async (t) => {
  for (const fault of ['refused', 'lost']) {
    const [endpoint, server] = await pair(t);
    server.nodes.set('/a', { content: Buffer.from('old'), modify: MODIFY });
    const expected = await listedFile(endpoint, 'a');
    let broken = false;
    server.on('RNTO', (control, name) => {
      if (name !== '/a' || broken) return false;
      broken = true;
      return fault === 'refused' ? control.reply('553 No') : control.destroy();
    });
    const content = contentOf('newer');
    await t.rejects(
      endpoint.write(requestFor('a', content, { expected }), content),
      { name: 'SynclineError', scope: 'path' },
      fault,
    );
    t.equal(server.nodes.get('/a')?.content?.toString(), 'old', fault);
    t.notOk(
      [...server.nodes.keys()].some((name) => name.endsWith('.tmp')),
      'no temp file is left',
    );
  }
});

t.test('S17: 421 at a command is survived on a fresh connection', async (t) => {
  const [endpoint, server] = await pair(t);
  server.nodes.set('/a', { content: Buffer.from('x'), modify: MODIFY });
  for (const verb of ['MLST', 'CWD', 'EPSV', 'MLSD']) {
    let told = false;
    server.on(verb, (control) => {
      if (told) return false;
      told = true;
      control.reply('421 Timeout');
      return control.destroy();
    });
    t.match(await endpoint.look(path('a')), { kind: 'file' }, verb);
    t.equal((await endpoint.list(ROOT)).complete, true, verb);
  }
});

t.test('S19: PASV is used when EPSV is refused or garbage', async (t) => {
  for (const answer of ['500 What?', '229 Extended (|||99999|)', '229 No port at all', '522 No']) {
    const [endpoint, server] = await pair(t);
    server.on('EPSV', (control) => control.reply(answer));
    t.equal((await endpoint.list(ROOT)).complete, true, answer);
    t.ok(server.commands.includes('PASV'));
  }
});

t.test('425 to EPSV and to STOR passes', async (t) => {
  const [endpoint, server] = await pair(t);
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

t.test('S20: another host in the answer to PASV is never connected to, and said once', async (t) => {
  const server = await scripted(t);
  const notices: string[] = [];
  server.on('EPSV', (control) => control.reply('500 What?'));
  const endpoint = await openEndpoint(t, server.spec, {
    limits: LIMITS,
    notice: (message) => notices.push(message),
  });
  server.on('PASV', (control) => control.reply('227 Passive (127,0,0,1,0,21)'));
  await t.rejects(
    endpoint.list(ROOT),
    { name: 'SynclineError', scope: 'path' },
    'a port below 1024 is refused',
  );
  server.on('PASV', async (control) => {
    const port = await control.passive();
    control.reply(`227 Passive (10,9,8,7,${port >> 8},${port & 255})`);
  });
  for (let n = 0; n < 2; n += 1)
    t.equal((await endpoint.list(ROOT)).complete, true, 'on the host of the control connection');
  t.match(notices, [/10\.9\.8\.7/]);
  t.equal(notices.length, 1);
});

t.test('S22: endless replies and lines end the connection, not the memory', async (t) => {
  const [endpoint, server] = await pair(t);
  server.on('MLST', (control) => control.raw(`250-Facts\r\n${' more\r\n'.repeat(100_000)}`));
  await t.rejects(
    endpoint.look(path('a')),
    { name: 'SynclineError', scope: 'path', retry: true },
    'an endless reply',
  );
  server.on('MLST', (control) => control.raw('x'.repeat(1_000_000)));
  await t.rejects(
    endpoint.look(path('a')),
    { name: 'SynclineError', scope: 'path', retry: true },
    'a line without an end',
  );
  server.on('MLSD', (control) => control.send('x'.repeat(1_000_000)));
  t.match(await endpoint.list(ROOT), { complete: false }, 'a listing of one endless line');
});

t.test('S23: a reply that nobody asked for ends the connection', async (t) => {
  const [endpoint, server] = await pair(t);
  server.nodes.set('/a', { content: Buffer.from('x'), modify: MODIFY });
  server.on('MLST', (control) => control.raw('550 No\r\n550 No\r\n'));
  t.match(await endpoint.look(path('a')), { kind: 'unknown' }, 'a doubled refusal proves no absence');
  let first = true;
  server.on('MLST', (control) => {
    if (first) control.raw('226 Late\r\n');
    first = false;
    return false;
  });
  t.match(
    await endpoint.look(path('a')),
    { kind: 'file' },
    'a late reply costs the connection, not the answer',
  );
});

t.test('S24: NUL or CR in a reply, and PWD without quotes, are refused', async (t) => {
  const server = await scripted(t);
  const open = async (): Promise<void> => {
    const endpoint = createFtpEndpoint(server.spec, { limits: { ...LIMITS } });
    try {
      await endpoint.open();
    } finally {
      await endpoint.close();
    }
  };
  for (const answer of ['257 /home', '257 "/home', '250 "/"', '257 "/a\0b"', '257 "/a\rb"']) {
    server.on('PWD', (control) => control.reply(answer));
    await t.rejects(open(), { name: 'SynclineError', scope: 'endpoint' }, JSON.stringify(answer));
  }
  server.on('PWD', (control) => control.reply('257 "/a ""quoted"" name" is it'));
  await open();
});

t.test('S10: a time that cannot be set is left, and the server is not asked for ever', async (t) => {
  const [endpoint, server] = await pair(t);
  server.on('MFMT', (control) => control.reply('550 No'));
  for (let n = 0; n < 5; n += 1) {
    const content = contentOf('x');
    await endpoint.write(requestFor(`f${n}`, content), content);
  }
  t.equal(server.commands.filter((line) => line.startsWith('MFMT')).length, 3);
  t.equal(endpoint.traits.setsTimes, false);
});

t.test('S10: MDTM that only reads is not taken for one that sets', async (t) => {
  const [endpoint, server] = await pair(t, ['SIZE', 'MDTM']);
  server.on('MDTM', (control, argument) =>
    /^\d{14} /.test(argument) ? control.reply('213 20260101120000') : false,
  );
  const content = contentOf('x');
  await endpoint.write(requestFor('a', content), content);
  t.equal(endpoint.traits.setsTimes, false);
});

t.test('S34: a listed file that cannot be read is reported as such', async (t) => {
  const [endpoint, server] = await pair(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  server.on('RETR', (control) => control.reply('550 Locked'));
  await t.rejects(endpoint.read(path('a'), expected), { code: 'unreadable', path: 'a', message: /Locked/ });
});

t.test('a reply split anywhere is understood', async (t) => {
  const [endpoint, server] = await pair(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: MODIFY });
  server.on('MLST', async (control) => {
    for (const byte of `250-Facts\r\n type=file;size=5;modify=${MODIFY}; /a\r\n250 End\r\n`) {
      control.raw(byte);
      await sleep(1);
    }
  });
  t.match(await endpoint.look(path('a')), { kind: 'file', size: 5 });
});

t.test('C1: a source that changed while it was sent is dropped', async (t) => {
  const [endpoint, server] = await pair(t);
  const changed = contentOf('hello', { unchanged: async () => false });
  await t.rejects(endpoint.write(requestFor('a', changed), changed), { code: 'busy' });
  const shorter = { ...contentOf('hello', { chunked: 3 }), size: 9 };
  await t.rejects(endpoint.write(requestFor('a', shorter), shorter), { code: 'size' });
  t.same([...server.nodes.keys()], ['/']);
});

t.test('a large file is read in chunks, and leaving early costs one connection', async (t) => {
  const [endpoint, server] = await pair(t);
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
  const [endpoint, server] = await pair(t);
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
