import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { OpenDaemon } from '../support/daemon.ts';
import { office, until } from '../support/daemon.ts';
import type { RunningServer, Side } from '../support/servers.ts';
import { folderOn, serverFor, skipReason } from '../support/servers.ts';

const skip = skipReason('pure-ftpd');
const FILES = 60;

function fill(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (let n = 0; n < FILES; n += 1) writeFileSync(join(directory, `message ${n}`), 'x'.repeat(n * 100));
}

/** The other ends of the connections to a server that are open now, as the kernel tells, which may tell of one twice while others come. */
function connectionsTo(port: number): readonly string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const open = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(wanted) === true && state === '01');
  return [...new Set(open.map(([, , other]) => other!))];
}

async function ranAll(daemon: OpenDaemon): Promise<void> {
  await daemon.ask('POST', '/api/v1/run', {});
  await until(async () => {
    const { items } = (await daemon.ask('GET', '/api/v1/status')).json;
    const bad = items.find(({ state }: { state: string }) => state === 'failed' || state === 'partial');
    if (bad !== undefined) throw new Error(JSON.stringify(bad));
    return items.every(({ state }: { state: string }) => state === 'in-sync');
  });
}

function url(side: Side, server: RunningServer): string {
  return side.address.replace('@', `:${server.password}@`);
}

t.test('items that run at the same time share the connections of a server', { skip }, async (t) => {
  const { root, config, open } = office(t);
  const server = await serverFor(t, 'pure-ftpd');
  const items = ['one', 'two', 'three'].map((name) => {
    fill(join(root, name));
    return `  - { name: ${name}, source: ${name}, destination: { url: ${url(folderOn(server, name), server)} }, limits: { connections: 2 } }\n`;
  });
  writeFileSync(config, `http: { listen: 127.0.0.1:0 }\nconcurrency: 3\nitems:\n${items.join('')}`);
  const daemon = await open();
  const port = Number(new URL(server.url).port);
  let most: readonly string[] = [];
  const watch = setInterval(() => {
    const now = connectionsTo(port);
    if (now.length > most.length) most = now;
  }, 5);
  t.teardown(() => clearInterval(watch));
  await ranAll(daemon);
  t.ok(most.length >= 1 && most.length <= 2, `connections from ${most.join(', ')}`);
  for (const name of ['one', 'two', 'three'])
    t.equal(readdirSync(join(server.directory, name)).length, FILES, name);
});

t.test('items that run at the same time share the bandwidth of a server', { skip }, async (t) => {
  const { root, config, open } = office(t);
  const server = await serverFor(t, 'pure-ftpd');
  const MIB = 1024 * 1024;
  const items = ['one', 'two'].map((name) => {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'file'), Buffer.alloc(2 * MIB, name));
    return `  - { name: ${name}, source: ${name}, destination: { url: ${url(folderOn(server, name), server)} }, limits: { bandwidth: 1MiB/s } }\n`;
  });
  writeFileSync(config, `http: { listen: 127.0.0.1:0 }\nconcurrency: 2\nitems:\n${items.join('')}`);
  const daemon = await open();
  await ranAll(daemon);
  const runs = (await daemon.ask('GET', '/api/v1/status')).json.items.map(
    ({ lastRun }: { lastRun: { started: string; ended: string } }) => lastRun,
  );
  const time = (key: 'started' | 'ended') => runs.map((run: Record<string, string>) => Date.parse(run[key]!));
  t.ok(Math.max(...time('started')) < Math.min(...time('ended')), 'they ran at the same time');
  // Alone each would take two seconds.
  const seconds = (Math.max(...time('ended')) - Math.min(...time('started'))) / 1_000;
  t.ok(seconds >= 3.3, `${seconds} s for 4 MiB at 1 MiB/s`);
});

t.test(
  'items between two servers, one each way, do not wait for each other for ever',
  { skip },
  async (t) => {
    const { config, open } = office(t);
    const [left, right] = [await serverFor(t, 'pure-ftpd'), await serverFor(t, 'pure-ftpd')];
    const side = (server: RunningServer, folder: string) => folderOn(server, folder);
    for (const [server, folder] of [
      [left, 'there'],
      [right, 'back'],
    ] as const) {
      fill(side(server, folder).path);
      side(server, folder).adopt?.();
    }
    const item = (name: string, from: RunningServer, to: RunningServer) =>
      `  - name: ${name}\n    source: { url: ${url(side(from, name), from)} }\n` +
      `    destination: { url: ${url(side(to, name), to)} }\n    limits: { connections: 1 }\n`;
    const items = item('there', left, right) + item('back', right, left);
    writeFileSync(config, `http: { listen: 127.0.0.1:0 }\nconcurrency: 2\nitems:\n${items}`);
    await ranAll(await open());
    t.equal(readdirSync(side(right, 'there').path).length, FILES);
    t.equal(readdirSync(side(left, 'back').path).length, FILES);
  },
);
