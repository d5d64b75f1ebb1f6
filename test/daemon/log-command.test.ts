import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cli, start } from '../support/cli.ts';
import { CLONE, office, until } from '../support/daemon.ts';

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
