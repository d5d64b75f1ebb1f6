import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cli } from '../support/cli.ts';
import { CLONE, office, until } from '../support/daemon.ts';

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
