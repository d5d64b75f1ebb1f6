import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { EXECUTABLE } from '../support/cli.ts';
import { CLONE, office, until } from '../support/daemon.ts';

const FULL = '/dev/full';

t.test(
  'a daemon whose log is on a full disk runs its items, and ends when it is told to',
  { skip: !existsSync(FULL) && `there is no ${FULL}` },
  async (t) => {
    const { config, configure, state } = office(t);
    configure('  - { name: mail, source: source, destination: destination }\n');
    const full = openSync(FULL, 'w');
    const args = ['-u', 'NODE_OPTIONS', process.execPath, EXECUTABLE, 'daemon', '--config', config];
    const child = spawn('env', [...args, '--state', state], { stdio: ['ignore', full, 'ignore'] });
    closeSync(full);
    const ended = once(child, 'exit');
    t.teardown(() => child.kill('SIGKILL'));
    await until(() => existsSync(join(state, 'daemon', 'socket')));
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
    t.same(await ended, [0, null]);
    clearTimeout(hard);
  },
);

t.test('W10: a hostile name tells a terminal nothing in the log of the daemon', async (t) => {
  const { configure, open, root } = office(t);
  configure(CLONE);
  const name = 'csi \u009b31m, \u2028, \u202egnp and \u007f';
  execFileSync('mkfifo', [join(root, 'source', name)]);
  const daemon = await open();
  await daemon.ask('POST', '/api/v1/items/mail/run', {});
  await until(() => daemon.log().some(({ msg }) => msg === 'a run has ended'));
  t.ok(daemon.log().some(({ path }) => path === name));
  const { stdout } = await daemon.stop();
  t.match(stdout, /^[ -~\n]+$/);
});
