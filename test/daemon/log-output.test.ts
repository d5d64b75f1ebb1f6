import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { EXECUTABLE } from '../support/cli.ts';
import { office, until } from '../support/daemon.ts';

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
