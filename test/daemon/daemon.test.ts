import { existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { cli } from '../support/cli.ts';
import { CLONE, follow, office, until } from '../support/daemon.ts';

t.test('a daemon runs an item when it is asked to, and remembers what that came to', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE);
  writeFileSync(join(root, 'source', 'a'), 'hello');
  const { ask } = await open();
  t.match(await ask('GET', '/api/v1/status'), {
    status: 200,
    json: { items: [{ name: 'mail', state: 'new', holds: 0 }], groups: [{ name: 'backups', state: 'new' }] },
  });
  t.match(await ask('POST', '/api/v1/items/mail/run', {}), { status: 202, json: [{ standing: 'running' }] });
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'in-sync');
  t.equal(readFileSync(join(root, 'destination', 'a'), 'utf8'), 'hello');
  t.match(await ask('GET', '/api/v1/items/mail/runs'), {
    json: [{ number: 1, trigger: 'manual', state: 'ended', summary: { exit: 0, copied: 1, bytes: 5 } }],
  });
  t.match(await ask('GET', '/api/v1/items/mail/runs/1/lines?contains=A&op=copy'), {
    json: [{ sequence: 0, op: 'copy', path: 'a', outcome: 'applied' }],
  });
  t.same((await ask('GET', '/api/v1/items/mail/runs/1/lines?op=delete')).json, []);
  t.equal((await ask('GET', '/api/v1/items/mail/runs/2')).status, 404);
  t.match(await ask('POST', '/api/v1/groups/backups/run', {}), { status: 202 });
  t.equal((await ask('POST', '/api/v1/groups/none/run', {})).status, 404);
  t.equal((await ask('POST', '/api/v1/items/none/run', {})).status, 404);
});

t.test('SIGHUP ends nothing', async (t) => {
  const { configure, open } = office(t);
  configure(CLONE);
  const { ask, log, started, stop } = await open();
  started.child.kill('SIGHUP');
  await until(() => log().some(({ msg }) => msg === 'configuration and certificate are looked at'));
  t.equal((await ask('GET', '/healthz')).status, 200);
  t.equal((await stop()).exit, 0);
});

t.test('one daemon has a state directory; its socket and files are its user’s alone', async (t) => {
  const { config, state, configure, open } = office(t);
  configure(CLONE);
  await open();
  const second = await cli(['daemon', '--config', config, '--state', state]);
  t.match(second, { exit: 5, stdout: /another daemon has the state directory .*--state/ });
  t.equal(statSync(join(state, 'daemon')).mode & 0o777, 0o700);
  t.equal(statSync(join(state, 'daemon', 'socket')).mode & 0o777, 0o600);
});

t.test('a daemon that was killed starts again, and knows which run it lost', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, limits: { bandwidth: 1KiB/s }'));
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(300_000));
  const first = await open();
  await first.ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await first.ask('GET', '/api/v1/status')).json.items[0].state === 'running');
  await first.stop('SIGKILL');
  configure(CLONE);
  const again = await open();
  t.match((await again.ask('GET', '/api/v1/status')).json.items[0], {
    state: 'failed',
    reason: /process was ended/,
    lastRun: { state: 'lost' },
  });
  await again.ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await again.ask('GET', '/api/v1/status')).json.items[0].state === 'in-sync');
  t.equal(statSync(join(root, 'destination', 'big')).size, 300_000);
});

t.test('SIGTERM ends a run that goes on gracefully, well within ten seconds', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, limits: { bandwidth: 1KiB/s }'));
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(300_000));
  const { ask, stop, log } = await open();
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'running');
  t.match(await stop(), { exit: 0 });
  t.match(log().at(-1), { msg: 'the daemon has ended' });
  t.match(
    log().find(({ msg }) => msg === 'a run has ended'),
    { summary: { exit: 130 } },
  );
  t.equal(existsSync(join(root, 'destination', 'big')), false);
});

t.test('a live item is kept in step, and its recovery point is told', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, live: true'));
  const { ask } = await open();
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'live');
  writeFileSync(join(root, 'source', 'new'), 'mail');
  await until(() => existsSync(join(root, 'destination', 'new')));
  t.match((await ask('GET', '/api/v1/status')).json.items[0], {
    live: { phase: 'following', polling: false, missed: 0 },
  });
  t.match((await ask('POST', '/api/v1/items/mail/run', {})).status, 202);
  await until(async () => (await ask('GET', '/api/v1/items/mail/runs')).json.length >= 2);
});

t.test(
  'a port that is taken, and a configuration that is not in order, are told with what to do',
  async (t) => {
    const { config, state, configure, open } = office(t);
    configure(CLONE);
    const { url } = await open();
    writeFileSync(config, `http: { listen: '127.0.0.1:${new URL(url).port}' }\n`);
    const elsewhere = `${state}-two`;
    t.match(await cli(['daemon', '--config', config, '--state', elsewhere]), {
      exit: 3,
      stdout: /in use by another program.*choose another address/,
    });
    writeFileSync(config, 'http: { listen: 0.0.0.0:7470 }\n');
    t.match(await cli(['daemon', '--config', config, '--state', elsewhere]), {
      exit: 2,
      stdout: /needs tls/,
    });
    t.match(await cli(['daemon', '--config', `${config}.none`, '--state', elsewhere]), { exit: 2 });
  },
);

t.test('the log of an item tells its runs to people, in its file and to whoever follows', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, logFile: logs.txt'));
  writeFileSync(join(root, 'source', 'letter'), 'hello');
  const { ask, state } = await open();
  const followed: string[] = [];
  const stop = follow(state, '/api/v1/events?item=mail', (text) => followed.push(text));
  await until(() => followed.length > 0);
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(() => followed.join('').includes('ends with exit code 0'));
  stop();
  t.match(
    readFileSync(join(root, 'logs.txt'), 'utf8'),
    /begins when asked.*\n.*copied   letter \(5 B\)\n.*ends/,
  );
  t.match(await ask('GET', '/api/v1/items/mail/log?lines=1'), { json: { lines: [/ends with exit code 0/] } });
  t.match(followed.join(''), /event: log\ndata: \{"item":"mail","text":".*copied {3}letter/);
  t.match(followed.join(''), /event: run-ended/);
  utimesSync(join(root, 'source', 'letter'), 1_000_000_000, 1_000_000_000);
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(() => readFileSync(join(root, 'logs.txt'), 'utf8').includes('1 updated'));
  t.match(await ask('GET', '/api/v1/items/mail/log?lines=2'), {
    json: { lines: [/time set letter$/, /ends with exit code 0: In sync: 1 updated/] },
  });
  configure(CLONE);
  await until(async () => (await ask('GET', '/api/v1/items/mail/log')).status === 404);
});

t.test('somebody is told when an item fails, and when it works again', async (t) => {
  const { root, config, state, open } = office(t);
  const told = join(root, 'told');
  writeFileSync(told, '');
  const item = '{ name: mail, source: later, destination: destination }';
  const command = `['sh', '-c', 'cat >> "$0"', '${told}']`;
  writeFileSync(config, `http: { listen: 127.0.0.1:0 }\nnotify: { command: ${command} }\nitems: [${item}]\n`);
  const first = await open();
  await first.ask('POST', '/api/v1/items/mail/run', {});
  await until(() => readFileSync(told, 'utf8').includes('"event":"failed"'));
  await until(() => existsSync(join(state, 'daemon', 'told.json')));
  await first.stop();
  const { ask } = await open();
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await ask('GET', '/api/v1/items/mail/runs')).json[0].number === 2);
  await until(async () => (await ask('GET', '/api/v1/items/mail/runs')).json[0].state === 'ended');
  mkdirSync(join(root, 'later'));
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(() => readFileSync(told, 'utf8').includes('"event":"recovered"'));
  t.match(readFileSync(told, 'utf8'), /"reason":"[^"]*later, does not exist/);
  t.equal(readFileSync(told, 'utf8').split('"event":"failed"').length, 2, 'once, over a new start as well');
});

t.test('new names are in force at once; another address is told to need a new start', async (t) => {
  const { config, state, configure, open } = office(t);
  configure(CLONE);
  const { ask, url, log } = await open();
  const port = Number(new URL(url).port);
  const named = async (host: string) =>
    new Promise<number | undefined>((resolve) => {
      get({ host: '127.0.0.1', port, path: '/healthz', headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
    });
  t.equal(await named('sync.example.org'), 421);
  const http = readFileSync(config, 'utf8');
  writeFileSync(config, http.replace(':0 }', ':0, hosts: [sync.example.org] }'));
  await until(async () => (await named('sync.example.org')) === 200);
  t.same((await ask('GET', '/api/v1/status')).json.config.needsRestart, undefined);
  writeFileSync(config, http.replace(':0 }', ':1 }'));
  await until(async () => (await ask('GET', '/api/v1/status')).json.config.needsRestart !== undefined);
  t.match(await cli(['status', '--state', state]), {
    exit: 0,
    stderr: /warning: http.listen .*started anew/,
  });
  t.ok(log().some(({ msg, level }) => level === 40 && /http\.listen/.test(String(msg))));
  writeFileSync(config, http);
  await until(async () => (await ask('GET', '/api/v1/status')).json.config.needsRestart === undefined);
});
