import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cli, start } from '../support/cli.ts';
import { CLONE, office, until } from '../support/daemon.ts';

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
