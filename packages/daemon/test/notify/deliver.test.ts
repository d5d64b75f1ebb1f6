import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';
import { deliver } from '../../src/notify/deliver.ts';

const MESSAGE = {
  event: 'failed',
  item: 'mail',
  reason: 'no connection',
  time: 'now',
  host: 'here',
} as const;
const NOBODY = { on: new Set<never>(), webhook: undefined, command: undefined };
const going = new AbortController().signal;

/** A webhook that answers with these statuses, one after the other, and the last one from then on. */
async function webhook(t: Test, ...statuses: number[]) {
  const bodies: unknown[] = [];
  const credentials: (string | undefined)[] = [];
  const server = createServer((request, answer) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      bodies.push(JSON.parse(text));
      credentials.push(request.headers.authorization);
      answer.statusCode = statuses[Math.min(bodies.length, statuses.length) - 1]!;
      if (answer.statusCode === 302) answer.setHeader('location', 'http://127.0.0.1:1/');
      answer.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, bodies, credentials };
}

function program(t: Test, script: string) {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'tell');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return { path, directory };
}

t.test('a webhook gets the message, again until it takes it', async (t) => {
  const { url, bodies } = await webhook(t, 500, 503, 204);
  t.same(await deliver(MESSAGE, { ...NOBODY, webhook: url }, going, [0, 0]), []);
  t.same(bodies, [MESSAGE, MESSAGE, MESSAGE]);
});

t.test('a webhook that does not take it is reported', async (t) => {
  const { url } = await webhook(t, 404);
  t.match(await deliver(MESSAGE, { ...NOBODY, webhook: url }, going, [0]), [/answered with 404/]);
  t.match(await deliver(MESSAGE, { ...NOBODY, webhook: 'http://127.0.0.1:1/' }, going, []), [
    /could not be told/,
  ]);
});

t.test(
  'a webhook that points elsewhere is not followed: no host outside the configuration is told',
  async (t) => {
    const { url } = await webhook(t, 302);
    t.match(await deliver(MESSAGE, { ...NOBODY, webhook: url }, going, []), [/could not be told/]);
  },
);

t.test('a command gets the message on its input and in its environment', async (t) => {
  const { path, directory } = program(t, 'cat > "$1/in"; echo "$SYNCLINE_EVENT $SYNCLINE_ITEM" > "$1/env"');
  t.same(await deliver(MESSAGE, { ...NOBODY, command: [path, directory] }, going), []);
  t.same(JSON.parse(readFileSync(join(directory, 'in'), 'utf8')), MESSAGE);
  t.equal(readFileSync(join(directory, 'env'), 'utf8'), 'failed mail\n');
});

t.test('a command that fails, or is not there, is reported', async (t) => {
  const { path } = program(t, 'exit 3');
  t.match(await deliver(MESSAGE, { ...NOBODY, command: [path] }, going), [/ended with 3/]);
  t.match(await deliver(MESSAGE, { ...NOBODY, command: ['/nowhere/tell'] }, going), [/could not be run/]);
});

t.test('an end of the daemon ends what is being told', async (t) => {
  const { path } = program(t, 'sleep 60');
  const abort = new AbortController();
  const told = deliver(MESSAGE, { ...NOBODY, command: [path] }, abort.signal);
  abort.abort();
  t.equal((await told).length, 1);
});

t.test('a name and password in the address are sent, and told nobody else', async (t) => {
  const { url, credentials } = await webhook(t, 204);
  const signedIn = (address: string): string => address.replace('://', '://anna:s%3Acret@');
  t.same(await deliver(MESSAGE, { ...NOBODY, webhook: signedIn(url) }, going, []), []);
  t.same(credentials, [`Basic ${Buffer.from('anna:s:cret').toString('base64')}`]);
  const failures = await deliver(MESSAGE, { ...NOBODY, webhook: signedIn('http://127.0.0.1:1/') }, going, []);
  t.match(failures, [/could not be told/]);
  t.notMatch(failures[0], /cret/);
});
