import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ROOT, type FileEntry } from '@syncline/model';
import { createFtpEndpoint } from '../../src/ftp/endpoint.js';
import { IMPATIENT, MODIFY, endpointAndServer, openEndpoint, path, scripted } from './support.js';

t.test('S17: 421 at a command is survived on a fresh connection', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
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
    const [endpoint, server] = await endpointAndServer(t);
    server.on('EPSV', (control) => control.reply(answer));
    t.equal((await endpoint.list(ROOT)).complete, true, answer);
    t.ok(server.commands.includes('PASV'));
  }
});

t.test('S20: another host in the answer to PASV is never connected to, and said once', async (t) => {
  const server = await scripted(t);
  const notices: string[] = [];
  server.on('EPSV', (control) => control.reply('500 What?'));
  const endpoint = await openEndpoint(t, server.spec, {
    limits: IMPATIENT,
    notice: (message) => notices.push(message),
  });
  server.on('PASV', (control) => control.reply('227 Passive (127,0,0,1,0,21)'));
  await t.rejects(
    endpoint.list(ROOT),
    { name: 'SynclineError', scope: 'path', message: /one below 1024, which is never used/ },
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
  const [endpoint, server] = await endpointAndServer(t);
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
  const [endpoint, server] = await endpointAndServer(t);
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
    const endpoint = createFtpEndpoint(server.spec, { limits: { ...IMPATIENT } });
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

t.test('a reply split anywhere is understood', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('hello'), modify: MODIFY });
  server.on('MLST', async (control) => {
    for (const byte of `250-Facts\r\n type=file;size=5;modify=${MODIFY}; /a\r\n250 End\r\n`) {
      control.raw(byte);
      await sleep(1);
    }
  });
  t.match(await endpoint.look(path('a')), { kind: 'file', size: 5 });
});

t.test('a refusal names what it is about as people know it', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on('MKD', (control) => control.reply('550 Permission denied'));
  await t.rejects(endpoint.makeDirectory(path('Ärger'), undefined), { message: /"Ärger"/ });
  server.nodes.set(`/${path('Ärger.txt')}`, { content: Buffer.from('x'), modify: MODIFY });
  server.on('RNFR', (control) => control.reply('550 Permission denied'));
  const file = await endpoint.look(path('Ärger.txt'));
  t.equal(file.kind, 'file');
  await t.rejects(endpoint.move(path('Ärger.txt'), path('Öl.txt'), file as FileEntry), {
    message: /"Öl.txt"/,
  });
});
