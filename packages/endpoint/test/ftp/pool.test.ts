import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { DEFAULT_LIMITS, ROOT } from '@syncline/model';
import { createFtpEndpoint } from '../../src/ftp/endpoint.js';
import { createPoolRegistry } from '../../src/remote/registry.js';
import { contentOf, listedFile, openEndpoint, path, requestFor, scripted } from './support.js';

const LIMITS = { connections: 8, timeout: 2, retries: 1 };

t.test('connections are opened only when work waits for them, and kept', async (t) => {
  const server = await scripted(t);
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  for (let n = 0; n < 5; n += 1) await endpoint.list(ROOT);
  t.equal(server.connections(), 1, 'one after the other needs one');
  server.on('MLST', async () => sleep(50).then(() => false));
  await Promise.all(Array.from({ length: 30 }, (_, n) => endpoint.look(path(`f${n}`))));
  t.equal(server.connections(), 8, 'never more than the limit');
});

t.test('as many are opened at a time as what waits is worth', async (t) => {
  const server = await scripted(t);
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  let [opening, most] = [0, 0];
  server.on('USER', (control) => {
    opening += 1;
    most = Math.max(most, opening);
    control.reply('331 Password');
  });
  server.on('PASS', async (control) => {
    await sleep(20);
    opening -= 1;
    control.reply('230 In');
  });
  // Much more than opening takes, on a machine under load, too.
  server.on('MLST', async () => sleep(600).then(() => false));
  for (let n = 0; n < 4; n += 1) await endpoint.look(path(`f${n}`));
  t.equal(server.connections(), 1);
  await Promise.all(Array.from({ length: 30 }, (_, n) => endpoint.look(path(`f${n}`))));
  t.equal(server.connections(), 8, 'all that are allowed');
  t.equal(most, 7, 'none waited for another');
});

t.test('none is opened for work that is sooner done than a login', async (t) => {
  const server = await scripted(t);
  server.on('PASS', async (control) => {
    await sleep(1_000);
    control.reply('230 In');
  });
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  // The first ones take longer, as everything does that is done for the first time.
  for (let n = 0; n < 10; n += 1) await endpoint.look(path(`f${n}`));
  await Promise.all(Array.from({ length: 8 }, (_, n) => endpoint.look(path(`f${n}`))));
  t.equal(server.connections(), 1);
});

t.test('a further connection is opened where something always waits, though nothing for long', async (t) => {
  const server = await scripted(t);
  const endpoint = await openEndpoint(t, server.spec, { limits: { ...LIMITS, connections: 20 } });
  server.on('PASS', async (control) => {
    await sleep(400);
    control.reply('230 In');
  });
  server.on('MLST', async () => sleep(100).then(() => false));
  // Makes a second one, of which it is known then how long it takes.
  await Promise.all(Array.from({ length: 8 }, (_, n) => endpoint.look(path(`f${n}`))));
  const before = server.connections();
  const lookOn = async (): Promise<void> => {
    for (let n = 0; n < 12; n += 1) await endpoint.look(path(`f${n}`));
  };
  await Promise.all(Array.from({ length: before + 2 }, lookOn));
  t.ok(server.connections() > before, `${before}, then ${server.connections()}`);
});

t.test('S18: a pool makes do with the connections it is allowed, and does not hammer', async (t) => {
  const server = await scripted(t);
  for (const answer of ['530 Too many connections', '421 Too many users']) {
    server.on('USER', (control) =>
      control.number % 100 > 2 ? control.reply(answer) : control.reply('331 Password'),
    );
  }
  const notices: string[] = [];
  const endpoint = await openEndpoint(t, server.spec, {
    limits: LIMITS,
    notice: (message) => notices.push(message),
  });
  server.on('MLST', async () => sleep(10).then(() => false));
  await Promise.all(Array.from({ length: 60 }, (_, n) => endpoint.look(path(`f${n}`))));
  t.ok(server.connections() <= 9, `${server.connections()} connections were tried`);
  t.match(notices, [/no more than \d connection/]);
  t.equal(notices.length, 1, 'said once, however many were refused at a time');
});

t.test('a refused first login is a login error; the password is in no message', async (t) => {
  const server = await scripted(t);
  server.on('PASS', (control, password) => control.reply(`530 Login with ${password} incorrect`));
  const endpoint = createFtpEndpoint(server.spec, { limits: DEFAULT_LIMITS });
  t.teardown(() => endpoint.close());
  const error = await endpoint.open().catch((reason: unknown) => reason as Error);
  t.match(error, { code: 'login', scope: 'endpoint' });
  t.notMatch(JSON.stringify(error) + String(error), /secret/);
  t.equal(server.connections(), 1, 'a wrong password is sent once');
});

t.test('W7: the password is in no message, whichever answer repeats it', async (t) => {
  const answers = [
    ['PASS', (secret: string) => `421 No ${secret}`],
    ['PASS', (secret: string) => `150 ${secret}`],
    ['PASS', (secret: string) => `530 ${'.'.repeat(190)} ${secret}`],
    ['FEAT', (secret: string) => `421 ${secret}`],
    ['TYPE', (secret: string) => `500 After ${secret}`],
    ['PWD', (secret: string) => `257 ${secret}`],
    ['CWD', (secret: string) => `530 ${secret}`],
  ] as const;
  for (const password of ['open sesame', 'schlüssel']) {
    for (const [verb, answer] of answers) {
      const server = await scripted(t);
      server.on(verb, (control) => control.reply(answer(Buffer.from(password).toString('latin1'))));
      const limits = { ...LIMITS, retries: 0 };
      const endpoint = createFtpEndpoint({ ...server.spec, password }, { limits });
      t.teardown(() => endpoint.close());
      const error = await endpoint
        .open()
        .then(() => endpoint.root())
        .then(
          () => undefined,
          (reason: unknown) => reason as Error,
        );
      t.ok(error instanceof Error, `${verb} fails`);
      t.notMatch(String(error), password.slice(0, 4), verb);
    }
  }
});

t.test('W7: an answer that repeats the password is understood all the same', async (t) => {
  const server = await scripted(t);
  server.nodes.set('/secret.txt', { content: Buffer.from('x'), modify: '20200101000000' });
  const endpoint = await openEndpoint(t, { ...server.spec, password: 'secret' });
  t.match(await endpoint.look(path('secret.txt')), { kind: 'file', name: 'secret.txt' });
});

t.test('N1: nobody there is told at once, with address, cause and advice', async (t) => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const spec = {
    type: 'ftp',
    tls: 'none',
    server: '127.0.0.1',
    port,
    username: 'u',
    password: 'p',
    directory: '',
  } as const;
  const refused = createFtpEndpoint(spec, { limits: DEFAULT_LIMITS });
  await t.rejects(refused.open(), {
    code: 'unreachable',
    message: new RegExp(`127.0.0.1:${port}.*refused.*Check`),
  });
  const nowhere = createFtpEndpoint({ ...spec, server: 'no-such-host.invalid' }, { limits: DEFAULT_LIMITS });
  await t.rejects(nowhere.open(), { code: 'unreachable', message: /no-such-host.invalid/ });
  await refused.close();
  await nowhere.close();
});

t.test('N3, S21: a greeting that does not come, or comes byte by byte, is not waited for', async (t) => {
  const server = await scripted(t);
  for (const greeting of ['', '2']) {
    server.on('GREETING', (control) => control.raw(greeting));
    const endpoint = createFtpEndpoint(server.spec, { limits: { ...LIMITS, timeout: 1 } });
    const began = performance.now();
    await t.rejects(endpoint.open(), { code: 'unreachable', scope: 'endpoint' });
    t.ok(performance.now() - began < 20_000);
    await endpoint.close();
  }
});

t.test(
  'N5: a server that goes away is given up after a few tries, once for all, and used again when it is back',
  async (t) => {
    const server = await scripted(t);
    const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
    let away = true;
    server.on('GREETING', (control) => (away ? control.destroy() : control.reply('220 Back')));
    server.on('MLSD', (control) => (away ? control.destroy() : false));
    const began = performance.now();
    await t.rejects(endpoint.list(ROOT), { code: 'unreachable', scope: 'endpoint' });
    t.ok(performance.now() - began > 1_000, 'not at once');
    const tried = server.connections();
    for (let n = 0; n < 5; n += 1)
      await t.rejects(endpoint.list(ROOT), { code: 'unreachable', scope: 'endpoint' });
    t.equal(server.connections(), tried, 'what comes right after does not try again');
    away = false;
    await sleep(3_100);
    t.equal((await endpoint.list(ROOT)).complete, true);
  },
);

t.test('N5: a server that goes away while a further connection is being opened is asked again', async (t) => {
  const server = await scripted(t);
  const endpoint = await openEndpoint(t, server.spec, { limits: { ...LIMITS, connections: 2 } });
  let broken = 0;
  const breakAfter = (ms: number, control: { destroy(): void }): Promise<boolean> => {
    broken += 1;
    return sleep(ms).then(() => (control.destroy(), true));
  };
  // The second is still waiting for its greeting when the first breaks.
  server.on('MLST', (control) => broken < 2 && breakAfter(200, control));
  server.on('GREETING', (control) =>
    server.connections() === 2 ? breakAfter(400, control) : control.reply('220 Back'),
  );
  t.match(await Promise.all(['a', 'b'].map((name) => endpoint.look(path(name)))), [
    { kind: 'absent' },
    { kind: 'absent' },
  ]);
});

t.test('endpoints with one registry share connections; closing one leaves the other working', async (t) => {
  const server = await scripted(t);
  const pools = createPoolRegistry();
  const first = await openEndpoint(t, server.spec, { limits: LIMITS, pools });
  const second = await openEndpoint(t, { ...server.spec, directory: '/' }, { limits: LIMITS, pools });
  t.equal(server.connections(), 1);
  await first.close();
  await t.rejects(first.list(ROOT), { code: 'interrupted' });
  t.equal((await second.list(ROOT)).complete, true);
});

t.test('one connection is enough to copy from a server to itself', async (t) => {
  const server = await scripted(t);
  const pools = createPoolRegistry();
  const options = { limits: { ...LIMITS, connections: 1 }, pools, sharedPool: true };
  const source = await openEndpoint(t, server.spec, options);
  const target = await openEndpoint(t, server.spec, options);
  for (const size of [10, 1_000_000]) {
    server.nodes.set('/from', { content: Buffer.alloc(size, 'x'), modify: '20200102030405' });
    const content = await source.read(path('from'), await listedFile(source, 'from'));
    await target.write(requestFor(`to${size}`, content), content);
    await content.close();
    t.equal(server.nodes.get(`/to${size}`)?.content?.length, size);
  }
  t.equal(server.connections(), 1);
});

t.test(
  'G6: a line end in the user, the password or the directory is rejected, its value not echoed',
  async (t) => {
    const server = await scripted(t);
    for (const key of ['username', 'password', 'directory', 'server']) {
      const make = (): unknown =>
        createFtpEndpoint({ ...server.spec, [key]: 'x\r\nDELE y' }, { limits: LIMITS });
      t.throws(make, { code: 'usage', message: /^(?!.*DELE)/ }, key);
    }
  },
);

t.test('F1: a name with a line end is refused, and no command is injected', async (t) => {
  const server = await scripted(t);
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  for (const name of ['a\r\nDELE b', 'a\nb', ' lead', 'trail ', 'esc\x1b']) {
    const content = contentOf('x');
    await t.rejects(
      endpoint.write(requestFor(name, content), content),
      { code: 'name', scope: 'path' },
      JSON.stringify(name),
    );
    await t.rejects(endpoint.makeDirectory(path(name), undefined), { code: 'name' });
    await t.rejects(endpoint.list(path(`d/${name}`)), { code: 'name' });
    t.match(await endpoint.look(path(`d/${name}`)), { kind: 'unknown', problem: { code: 'name' } });
  }
  t.notOk(server.commands.some((line) => line.startsWith('DELE') || line.startsWith('STOR')));
});
