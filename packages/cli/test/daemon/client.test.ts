import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { connectDaemon } from '../../src/daemon/client.js';

t.test('a daemon that gives no answer is told, not waited for', async (t) => {
  const state = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  mkdirSync(join(state, 'daemon'));
  const server = createServer(() => undefined).listen(join(state, 'daemon', 'socket'));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
    rmSync(state, { recursive: true, force: true });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  await t.rejects(connectDaemon(state, 50), { code: 'unreachable', message: /runs, but gave no answer/ });
});

t.test('where no daemon runs there is none', async (t) => {
  t.equal(await connectDaemon(join(tmpdir(), 'syncline-no-such-state')), undefined);
});
