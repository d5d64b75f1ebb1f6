import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';

import { daemonPlaces } from '@syncline/daemon/places';
import { runCli } from '../../src/cli.js';
import { connectDaemon } from '../../src/daemon/client.js';
import { ECHO_MS } from '../../src/signals.js';
import { fakeProcess } from '../fake-context.js';

/** A state directory at whose socket somebody listens. */
async function stateWith(test: Test, answer: RequestListener): Promise<string> {
  // The path of a socket is short.
  const state = mkdtempSync(join(tmpdir(), 'syncline-cli-'));
  test.teardown(() => rmSync(state, { recursive: true, force: true }));
  const { socket } = daemonPlaces(state);
  mkdirSync(dirname(socket), { recursive: true });
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  test.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return state;
}

t.test('a command that a stopped daemon does not answer ends with the second signal', async (t) => {
  const state = await stateWith(t, () => undefined);
  const { context, err, exits, signal } = fakeProcess(['status', '--state', state]);
  const ended = runCli(context);
  await delay(100);
  signal('SIGINT');
  await delay(ECHO_MS + 20);
  signal('SIGINT');
  t.equal(await ended, 130, err());
  t.same(exits, [130], 'and the process with it');
});

t.test('one that waits for its input ends with the first signal', async (t) => {
  for (const args of [
    ['import', '-'],
    ['secret', 'set', 'name'],
  ]) {
    const { context, exits, signal } = fakeProcess([...args, '--config', `${t.testdir()}/syncline.yaml`]);
    const ended = runCli(context);
    await delay(100);
    signal('SIGTERM');
    t.equal(await ended, 130, args.join(' '));
    t.same(exits, []);
  }
});

t.test('a daemon that does not send events says why', async (t) => {
  const state = await stateWith(t, ({ url }, response) => {
    const isStatus = url?.endsWith('/status') === true;
    response.writeHead(isStatus ? 200 : 404, { 'content-type': 'application/json' });
    response.end(isStatus ? '{}' : '{"detail":"there is no item mail"}');
  });
  const daemon = await connectDaemon(state);
  const { signal } = new AbortController();
  await t.rejects(
    daemon!.follow('/items/mail/rest', () => undefined, signal),
    { code: 'refused', message: 'there is no item mail' },
  );
});
