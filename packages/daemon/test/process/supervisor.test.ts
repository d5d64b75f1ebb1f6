import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';
import { createSupervisor } from '../../src/process/supervisor.ts';

/** Node cannot receive what systemd-notify(1) sends, so a program of that name on the PATH writes down what it is told. */
function witness(t: Test, exit = 0) {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const told = join(directory, 'told');
  writeFileSync(told, '');
  const program = join(directory, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\necho "$@" >> '${told}'\nexit ${exit}\n`);
  chmodSync(program, 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${directory}:${path}`;
  t.teardown(() => void (process.env['PATH'] = path));
  return () => readFileSync(told, 'utf8').split('\n').filter(Boolean);
}

async function until(holds: () => boolean) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const NOTIFY = { NOTIFY_SOCKET: '/run/systemd/notify' };

t.test('systemd is told when the daemon is ready, what it does and that it stops', async (t) => {
  const told = witness(t);
  const supervisor = createSupervisor({ env: NOTIFY, isWell: () => true, onFailure: t.fail });
  supervisor.ready();
  await until(() => told().length === 1);
  supervisor.status('3 items');
  await until(() => told().length === 2);
  supervisor.stopping();
  await until(() => told().length === 3);
  t.same(told(), ['READY=1', 'STATUS=3 items', 'STOPPING=1']);
  supervisor.close();
});

t.test('signs of life are given while the daemon is well', async (t) => {
  const told = witness(t);
  let well = true;
  const env = { ...NOTIFY, WATCHDOG_USEC: '40000', WATCHDOG_PID: String(process.pid) };
  const supervisor = createSupervisor({ env, isWell: () => well, onFailure: t.fail });
  t.teardown(() => supervisor.close());
  await until(() => told().includes('WATCHDOG=1'));
  let asked = 0;
  well = false;
  const ill = createSupervisor({ env, isWell: () => (asked++, false), onFailure: t.fail });
  t.teardown(() => ill.close());
  await until(() => asked >= 3);
  supervisor.close();
});

t.test('nobody is told without systemd, and no sign of life is given for another process', async (t) => {
  const told = witness(t);
  createSupervisor({ env: {}, isWell: () => true, onFailure: t.fail }).ready();
  const env = { ...NOTIFY, WATCHDOG_USEC: '1000', WATCHDOG_PID: '1' };
  const other = createSupervisor({
    env,
    isWell: () => t.fail('not our watchdog') === undefined,
    onFailure: t.fail,
  });
  other.ready();
  await until(() => told().length > 0);
  other.close();
  t.same(told(), ['READY=1']);
});

t.test('a systemd that cannot be told is reported', async (t) => {
  witness(t, 1);
  let failure = '';
  const supervisor = createSupervisor({
    env: NOTIFY,
    isWell: () => true,
    onFailure: (message) => (failure = message),
  });
  supervisor.ready();
  await until(() => failure !== '');
  t.match(failure, 'READY=1');
});
