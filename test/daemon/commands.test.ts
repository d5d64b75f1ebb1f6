import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cli, start } from '../support/cli.ts';
import { office, until } from '../support/daemon.ts';

const CLONE = '  - { name: mail, group: backups, source: source, destination: destination, mode: clone }\n';

t.test('run goes through the daemon, and tells what happens as if it happened here', async (t) => {
  const { root, config, state, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, logFile: log.txt'));
  writeFileSync(join(root, 'source', 'letter'), 'hello');
  writeFileSync(join(root, 'source', 'caf\u00e9'), 'x');
  const { ask } = await open();
  const where = ['--config', config, '--state', state];
  const run = await cli(['run', 'mail', '--json', ...where]);
  t.equal(run.exit, 0, run.stderr);
  const lines = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  t.match(lines.at(-1), { type: 'summary', exit: 0, copied: 2, bytes: 6 });
  t.same(
    lines
      .slice(0, -1)
      .map(({ op, path }) => `${op} ${path}`)
      .sort(),
    ['copy caf\u00e9', 'copy letter'],
  );
  t.match(await ask('GET', '/api/v1/items/mail/runs'), { json: [{ trigger: 'manual', state: 'ended' }] });
  t.match(await cli(['run', '--group', 'backups', ...where]), { exit: 0, stdout: /In sync/ });
  const history = await cli(['history', 'mail', '--state', state]);
  t.match(history, { exit: 0, stdout: /RUN +STARTED.*\n2 .*nothing to do.*\n1 .*2 copied, 6 B/ });
  t.match(await cli(['history', 'mail', '--limit', '1', '--json', '--state', state]), {
    exit: 0,
    stdout: /^\{"type":"run","number":2,.*\}\n$/,
  });
  t.match(await cli(['log', 'mail', '--lines', '1', '--state', state]), {
    exit: 0,
    stdout: /ends with exit code 0/,
  });
});

t.test('status tells by its exit code, too, that the configuration was refused', async (t) => {
  const { config, state, configure, open } = office(t);
  configure(CLONE);
  const { ask } = await open();
  t.equal((await cli(['status', '--state', state])).exit, 0);
  writeFileSync(config, `${readFileSync(config, 'utf8')}itemz: 1\n`);
  await until(async () => (await ask('GET', '/api/v1/status')).json.config.problems.length > 0);
  for (const args of [['status'], ['status', '--json']])
    t.match(await cli([...args, '--state', state]), { exit: 1, stderr: /error: .*itemz: is no key/ });
  t.equal((await cli(['status', 'mail', '--state', state])).exit, 0, 'the item itself goes on');
});

t.test('status tells the next five runs, of an item that is tried again sooner too', async (t) => {
  const { config, state, configure, open } = office(t);
  const away =
    '  - { name: away, source: source, destination: "ftp://127.0.0.1:1/", schedule: { every: 2 hours } }\n';
  configure(CLONE + away);
  await open();
  const status = async () => (await cli(['status', '--state', state])).stdout.split('\n').slice(2, -2);
  const time = /(\d{4}-)?(\d\d-\d\d )?\d\d:00/.source;
  t.match(await status(), [
    /^mail +new +never +when asked$/,
    /^away +new +never +\d{4}-\d\d-\d\dT\d\d:00:00\.000Z$/,
    new RegExp(`^ {2}then \\d{4}-\\d\\d-\\d\\d \\d\\d:00(, ${time}){3} \\(UTC\\)$`),
  ]);
  t.equal((await cli(['run', 'away', '--config', config, '--state', state])).exit, 4);
  t.match((await status()).slice(1), [
    /^away +failed +never +again \d{4}.* the destination/,
    new RegExp(`^ {2}then \\d{4}-\\d\\d-\\d\\d \\d\\d:00(, ${time}){4} \\(UTC\\)$`),
  ]);
});

t.test('status tells how items stand, and by its exit code whether one needs somebody', async (t) => {
  const { root, config, state, configure, open } = office(t);
  const lost = '  - { name: lost, source: nowhere, destination: elsewhere, schedule: { every: 2 hours } }\n';
  configure(CLONE + lost);
  await open();
  const where = ['--config', config, '--state', state];
  t.match(await cli(['status', '--state', state]), { exit: 0, stdout: /mail +new.*\n.*lost +new/s });
  t.equal((await cli(['run', 'lost', ...where])).exit, 3);
  t.match(await cli(['status', '--state', state]), { exit: 1, stdout: /lost +failed.*nowhere/ });
  t.match(await cli(['status', 'lost', '--state', state]), { exit: 1, stdout: /every 2 hours/ });
  t.match(await cli(['status', 'lost', '--json', '--state', state]), { stdout: /"state":"failed"/ });
  t.match(await cli(['status', 'none', '--state', state]), { exit: 2, stderr: /no item 'none'/ });
  t.match(await cli(['log', 'mail', '--state', state]), { exit: 2, stderr: /no log file/ });
  t.match(await cli(['log', '--state', state]), { exit: 2 });
  t.match(await cli(['log', '/a', '/b', '--mode', 'clone', '--state', state]), {
    exit: 2,
    stderr: /two endpoints have no log file\. 'syncline history/,
  });
  t.equal(existsSync(join(root, 'elsewhere')), false);
});

t.test('a run in the daemon that is interrupted here ends there', async (t) => {
  const { root, config, state, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, limits: { bandwidth: 1KiB/s }'));
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(300_000));
  const { ask } = await open();
  const { child, ended } = start(['run', 'mail', '--config', config, '--state', state]);
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'running');
  child.kill('SIGINT');
  t.match(await ended, { exit: 130 });
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'partial');
});

t.test('a run in a daemon that is ended is interrupted, and whoever waits for it is told so', async (t) => {
  const { root, config, state, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, limits: { bandwidth: 1KiB/s }'));
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(300_000));
  const { ask, stop } = await open();
  const { ended } = start(['run', 'mail', '--json', '--config', config, '--state', state]);
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'running');
  t.match(await stop(), { exit: 0 });
  t.match(await ended, { exit: 130, stdout: /^\{"type":"summary","item":"mail","exit":130,.*\}\n$/ });
});

t.test('a run that still waits in the daemon is forgotten when it is interrupted here', async (t) => {
  const { root, config, state, configure, open } = office(t);
  const slow = CLONE.replace('mode: clone', 'mode: clone, limits: { bandwidth: 1KiB/s }');
  configure(`${slow}  - { name: next, source: source, destination: next, mode: clone }\nconcurrency: 1\n`);
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(300_000));
  const { ask } = await open();
  const stateOf = async (index: number) => (await ask('GET', '/api/v1/status')).json.items[index].state;
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await stateOf(0)) === 'running');
  const { child, ended } = start(['run', 'next', '--config', config, '--state', state]);
  await until(async () => (await stateOf(1)) === 'waiting');
  child.kill('SIGINT');
  t.match(await ended, { exit: 130 });
  t.equal(await stateOf(1), 'new');
});

t.test('the logs of a group are merged by time, with a daemon and without', async (t) => {
  const { root, config, state, configure, open } = office(t);
  configure(
    '  - { name: one, group: g, source: source, destination: one, logFile: one.txt }\n' +
      '  - { name: two, group: g, source: source, destination: two, logFile: two.txt }\n',
  );
  const at = (second: number, text: string) => `2026-11-26 07:24:0${second} UTC  ${text}\n`;
  writeFileSync(join(root, 'one.txt'), at(1, 'a') + at(3, 'c') + 'of c\n' + at(5, 'e'));
  writeFileSync(join(root, 'two.txt'), at(2, 'b') + at(4, 'd'));
  const told = async (...args: readonly string[]) => {
    const { stdout } = await cli(['log', '--group', 'g', ...args, '--config', config, '--state', state]);
    return stdout.split('\n').map((line) => line.replace(/ 2026.* UTC /, ''));
  };
  const all = ['one: a', 'two: b', 'one: c', 'one: of c', 'two: d', 'one: e', ''];
  t.same(await told(), all);
  t.same(await told('--lines', '2'), all.slice(-3), 'the last of them all');
  await open();
  t.same(await told(), all);
});

t.test(
  'what is wrong with one log is told, and the others of its group are shown, with a daemon and without',
  async (t) => {
    const { root, config, state, configure, open } = office(t);
    configure(
      '  - { name: one, group: g, source: source, destination: one, logFile: one.txt }\n' +
        '  - { name: two, group: g, source: source, destination: two, logFile: one.txt/two.txt }\n',
    );
    writeFileSync(join(root, 'one.txt'), '2026-11-26 07:24:01 UTC  a\n');
    const args = ['log', '--group', 'g', '--config', config, '--state', state];
    const told = {
      exit: 0,
      stdout: 'one: 2026-11-26 07:24:01 UTC  a\n',
      stderr: /^syncline: warning: the log file .*two\.txt cannot be written: .*not a directory.*\n$/,
    };
    t.match(await cli(args), told);
    await open();
    t.match(await cli(args), told);
  },
);

t.test('what comes to a log can be followed', async (t) => {
  const { config, state, configure, open } = office(t);
  configure(CLONE);
  await open();
  const { child, ended } = start(['log', '--group', 'backups', '-f', '--state', state]);
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString('utf8')));
  await until(async () => {
    await cli(['run', 'mail', '--quiet', '--config', config, '--state', state]);
    return shown.includes('ends with exit code 0');
  });
  child.kill('SIGINT');
  t.match(await ended, { exit: 0 });
});

t.test('a group of so many items that their names fit into no request can be followed', async (t) => {
  const { state, configure, open } = office(t);
  const names = Array.from({ length: 300 }, (_, index) => `${'n'.repeat(50)}-${index}`);
  const item = (name: string, group: string) =>
    `  - { name: ${name}, group: ${group}, source: source, destination: ${name} }\n`;
  configure(`${names.map((name) => item(name, 'many')).join('')}${item('other', 'none')}`);
  const { ask } = await open();
  const { child, ended } = start(['log', '--group', 'many', '-f', '--state', state]);
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString('utf8')));
  await until(async () => {
    for (const name of ['other', names.at(-1)!]) await ask('POST', `/api/v1/items/${name}/run`, {});
    return shown.includes('ends with exit code 0');
  });
  t.notMatch(shown, 'other ends', 'only what was asked for');
  child.kill('SIGINT');
  t.match(await ended, { exit: 0 });
});

t.test('a live item is looked at whole when it is run', async (t) => {
  const { root, config, state, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, live: true'));
  const { ask } = await open();
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'live');
  writeFileSync(join(root, 'destination', 'extra'), 'x');
  const run = await cli(['run', 'mail', '--json', '--config', config, '--state', state]);
  t.match(run, {
    exit: 0,
    stdout: /"op":"delete".*"path":"extra".*\n.*"summary".*"deleted":1.*"scanned":1,/,
  });
});

t.test('without a daemon, and beside one of another configuration, run does the work itself', async (t) => {
  const { root, config, state, configure, open } = office(t);
  configure(CLONE);
  t.match(await cli(['status', '--state', state]), { exit: 4, stderr: /no daemon runs/ });
  t.match(await cli(['log', 'mail', '-f', '--state', state, '--config', config]), { exit: 4 });
  const daemon = await open();
  const other = join(root, 'other.yaml');
  writeFileSync(other, 'items: [{ name: mine, source: source, destination: third }]\n');
  t.match(await cli(['run', 'mine', '--config', other, '--state', state]), { exit: 0 });
  await daemon.stop('SIGKILL');
  t.match(
    await cli(['run', 'mail', '--config', config, '--state', state]),
    { exit: 0 },
    'its socket is still there',
  );
});

t.test(
  'what ran without a daemon is in the history and the log, there and for a daemon that is started later',
  async (t) => {
    const { root, config, state, configure, open } = office(t);
    configure(CLONE.replace('mode: clone', 'mode: clone, logFile: log.txt'));
    writeFileSync(join(root, 'source', 'letter'), 'hello');
    const where = ['--config', config, '--state', state];
    t.match(await cli(['history', 'mail', ...where]), { exit: 0, stdout: /No run of mail/ });
    t.equal(existsSync(state), false, 'who asks leaves nothing behind');
    const nothing = { exit: 0, stdout: '', stderr: 'syncline: nothing is logged yet of mail\n' };
    t.match(await cli(['log', 'mail', ...where]), nothing);
    t.match(await cli(['run', 'mail', '--dry-run', ...where]), { exit: 0 });
    t.equal(existsSync(state), false);
    t.match(await cli(['run', 'mail', ...where]), { exit: 0, stderr: '' });
    t.match(await cli(['run', 'mail', ...where]), { exit: 0, stderr: '' });
    const told = { exit: 0, stdout: /\n2 .* manual +0 .*nothing to do.*\n1 .*1 copied, 5 B/ };
    t.match(await cli(['history', 'mail', ...where]), told);
    t.match(await cli(['history', 'mail', '--limit', '1', '--json', ...where]), {
      exit: 0,
      stdout: /^\{"type":"run","number":2,"item":"mail",.*"state":"ended".*\}\n$/,
    });
    t.match(await cli(['history', 'none', ...where]), { exit: 2, stderr: /none/ });
    const log = { exit: 0, stdout: /copied   letter.*mail ends with exit code 0/s };
    t.match(await cli(['log', 'mail', ...where]), log);
    t.match(await cli(['log', '--group', 'backups', ...where]), log);
    t.match(await cli(['log', 'none', ...where]), { exit: 2, stderr: /none/ });
    await open();
    t.match(await cli(['history', 'mail', ...where]), told);
  },
);

t.test('until a password is set, status shows where, to nobody but the user of the daemon', async (t) => {
  const { state, configure, open } = office(t);
  configure(CLONE);
  const { url } = await open();
  const { stdout } = await cli(['status', '--state', state]);
  const code = /open http:\/\/127\.0\.0\.1:\d+\/\?code=(\S+) to set one/.exec(stdout)?.[1];
  t.type(code, 'string');
  t.notMatch((await cli(['status', '--json', '--state', state])).stdout, code!);
  t.not((await fetch(`${url}/api/v1/setup`)).status, 200);
  t.match(await (await fetch(`${url}/readyz`)).json(), { status: 'ready' });
  const set = { code, password: 'correct horse' };
  const answer = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(set),
  });
  t.equal(answer.status, 200);
  t.notMatch((await cli(['status', '--state', state])).stdout, /password/);
});

t.test(
  'every command on an item that is followed live does its work, and it is followed again',
  async (t) => {
    const { root, config, state, configure, open } = office(t);
    configure('  - { name: docs, source: source, destination: destination, mode: two-way, live: true }\n');
    const [here, there] = [join(root, 'source'), join(root, 'destination')];
    const where = ['--config', config, '--state', state];
    const on = (...words: string[]) => cli([...words, ...where]);
    for (const [side, text] of [
      [here, 'here'],
      [there, 'there, longer'],
    ] as const)
      writeFileSync(join(side, 'both'), text);
    writeFileSync(join(here, 'gone'), 'kept in the trash');
    const { ask } = await open();
    const has = (name: string, text?: string): Promise<void> =>
      until(
        () =>
          existsSync(join(there, name)) &&
          (text === undefined || readFileSync(join(there, name), 'utf8') === text),
      );
    await has('gone');
    rmSync(join(here, 'gone'));
    await until(() => !existsSync(join(there, 'gone')));
    const live = (): Promise<void> =>
      until(async () => (await ask('GET', '/api/v1/status')).json.items[0].live?.phase === 'following');
    await live();

    t.match(await on('conflicts', 'docs'), { exit: 0, stdout: /both: the version of the/ });
    t.match(await on('why', 'docs', 'both'), { exit: 0, stdout: /both/ });
    t.match(await on('holds', 'docs'), { exit: 0, stdout: 'No deletes are held.\n' });
    t.match(await on('plan', 'docs'), { exit: 0, stdout: /In sync/ });
    t.match(await on('run', 'docs', '--dry-run'), { exit: 0 });
    t.match(await on('run', 'docs'), { exit: 0 });
    const list = await on('trash', 'list', 'docs', '--json');
    t.equal(list.exit, 0);
    const kept = list.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>)
      .find(({ path }) => path === 'gone');
    t.match(await on('trash', 'restore', 'docs', kept!['run']!, 'gone'), {
      exit: 0,
      stdout: /gone/,
      stderr: '',
    });
    await has('gone', 'kept in the trash');
    await until(() => existsSync(join(here, 'gone')));
    await live();
    rmSync(join(here, 'gone'));
    await until(() => !existsSync(join(there, 'gone')));
    const again = (await ask('GET', '/api/v1/items/docs/trash')).json.entries;
    const { run } = again.filter(({ path }: { path: string }) => path === 'gone').at(-1);
    t.match(await on('trash', 'undo', 'docs', run), { exit: 0, stderr: '' });
    await has('gone', 'kept in the trash');
    await live();

    const plan = join(root, 'plan');
    t.match(await on('plan', 'docs', '--out', plan), { exit: 0 });
    t.match(await cli(['apply', plan, '--state', state, '--config', config]), { exit: 0, stdout: /In sync/ });
    writeFileSync(join(here, 'after'), 'followed');
    await has('after', 'followed');
    t.match(await on('trash', 'restore', 'docs', 'none', 'gone'), {
      exit: 2,
      stderr: /no trash of a run 'none'/,
    });
    writeFileSync(join(here, 'later'), 'followed');
    await has('later', 'followed');
  },
);

t.test('what has to wait for a run in the daemon says so, and can be left', async (t) => {
  const { root, config, state, configure, open } = office(t);
  const slow = 'mode: clone, limits: { bandwidth: 1KiB/s }';
  configure(`  - { name: docs, source: source, destination: destination, ${slow} }\n`);
  const [here, there] = [join(root, 'source'), join(root, 'destination')];
  writeFileSync(join(here, 'keep'), 'x');
  writeFileSync(join(there, 'extra'), 'extra');
  const { ask } = await open();
  const where = ['--config', config, '--state', state];
  t.match(await cli(['run', 'docs', '--approve-deletes', ...where]), { exit: 0 });
  const [{ run }] = (await ask('GET', '/api/v1/items/docs/trash')).json.entries;
  writeFileSync(join(here, 'large'), Buffer.alloc(800 * 1024, 'x'));
  await ask('POST', '/api/v1/items/docs/run', {});
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'running');

  const waiting = async () => {
    const command = start(['trash', 'undo', 'docs', run, ...where]);
    let said = '';
    command.child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => said.includes('waits until the run has ended'));
    return command;
  };
  const left = await waiting();
  left.child.kill('SIGINT');
  t.match(await left.ended, { exit: 130 });
  t.equal(existsSync(join(there, 'extra')), false);
  const undone = await waiting();
  await ask('POST', '/api/v1/items/docs/stop');
  t.match(await undone.ended, { exit: 0 });
  t.equal(readFileSync(join(there, 'extra'), 'utf8'), 'extra');
});
