import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { temps } from '../support/observe.ts';
import { pair, pairWith, type Pair } from '../support/pair.ts';
import { file, noise } from '../support/plant.ts';
import {
  DIRECTIONS,
  directionTitle,
  folderOn,
  serverFor,
  skipReason,
  type RunningServer,
  type ServerKind,
} from '../support/servers.ts';
import { only } from '../support/only.ts';

const MiB = 1024 * 1024;
const BIG = noise(16 * MiB);
/** Long ago: a file that was just made proves nothing by its time. */
const OLD = { mtime: Date.UTC(2020, 0, 2) / 1000 };
/** Half a second for what is still to be moved when the run is ended. */
const SLOW = ['--mode', 'clone', '--bandwidth', '16MiB/s'];
/** So much is there when a run is ended; far more than lies in the buffers on the way. */
const ENOUGH_BYTES = 9 * MiB;

/** proftpd appends only where it is told to. */
const KINDS: readonly (readonly [ServerKind, readonly string[]])[] = [
  ['pure-ftpd', []],
  ['proftpd', ['AllowStoreRestart on']],
  ['openssh', []],
];

for (const [kind, extra] of KINDS) {
  void t.test(kind, { skip: skipReason(kind) }, async (t) => {
    const server = await serverFor(t, kind, { extra });
    for (const direction of DIRECTIONS) {
      const title = directionTitle(direction);
      const make = (t: Test): Pair => pairWith(t, server, direction, { source: { big: file(BIG, OLD) } });
      t.test(`${title}: a large file goes on where kill -9 ended it`, async (t) =>
        goesOn(t, make(t), 'SIGKILL'),
      );
      t.test(`${title}: a large file goes on where SIGTERM ended it`, async (t) =>
        goesOn(t, make(t), 'SIGTERM'),
      );
      t.test(`${title}: what was begun of another version is dropped`, async (t) => beginsAnew(t, make(t)));
      t.test(`${title}: what nobody needs any more is removed`, async (t) => isRemoved(t, make(t)));
    }
    t.test('a lost connection costs what was on its way, not what arrived', (t) => survivesCut(t, server));
  });
}

/** Ends a run when so much of the file is there, and returns its temp file. */
async function endAt(
  the: Pair,
  signal: NodeJS.Signals,
): Promise<{ readonly name: string; readonly id: string }> {
  const { child, ended } = the.begin(...SLOW);
  const name = await bigTemp(the);
  child.kill(signal);
  await ended;
  return { name, id: idOf(join(the.destination, name)) };
}

async function bigTemp({ destination }: Pair): Promise<string> {
  for (;;) {
    const names = sizesIn(destination).filter(([, size]) => size >= ENOUGH_BYTES);
    if (names[0] !== undefined) return names[0][0];
    await sleep(20);
  }
}

function sizesIn(folder: string): [string, number][] {
  try {
    return readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]);
  } catch {
    return [];
  }
}

/** Tells whether a file is the one that was begun: one that is made anew may get the same inode, but not the same birth. */
function idOf(path: string): string {
  const { ino, birthtimeNs } = statSync(path, { bigint: true });
  return `${ino} ${birthtimeNs}`;
}

async function goesOn(t: Test, the: Pair, signal: NodeJS.Signals): Promise<void> {
  const { name, id } = await endAt(the, signal);
  t.same(temps(the.destination), [name], 'the beginning waits');
  const { lines, summary } = await the.run('--mode', 'clone');
  t.same(lines, ['copy big']);
  t.equal(summary.exit, 0);
  t.equal(idOf(join(the.destination, 'big')), id, 'it is the file that was begun');
  t.ok(readFileSync(join(the.destination, 'big')).equals(BIG));
  t.same(temps(the.destination), []);
  t.same((await the.run('--mode', 'clone')).lines, []);
}

async function beginsAnew(t: Test, the: Pair): Promise<void> {
  const { id } = await endAt(the, 'SIGKILL');
  const other = Buffer.from(BIG);
  other.write('another version', 5 * MiB);
  the.plant('source', { big: other });
  await the.run('--mode', 'clone');
  t.not(idOf(join(the.destination, 'big')), id);
  t.ok(readFileSync(join(the.destination, 'big')).equals(other));
  t.same(temps(the.destination), []);
}

async function isRemoved(t: Test, the: Pair): Promise<void> {
  await endAt(the, 'SIGKILL');
  const { lines } = await the.run('--mode', 'clone', '--ignore', '^big$');
  t.same(lines, []);
  t.same(temps(the.destination), []);
}

async function survivesCut(t: Test, server: RunningServer): Promise<void> {
  const relay = await startRelay(server.spec.port);
  t.teardown(() => relay.stop());
  const remote = folderOn(server);
  const address = remote.address.replace(`:${server.spec.port}`, `:${relay.port}`);
  const the = pair(t, undefined, { ...remote, address }, { source: { big: file(BIG, OLD) } });
  const started = the.begin(...SLOW);
  const id = idOf(join(the.destination, await bigTemp(the)));
  relay.cut();
  t.match(await the.finish(started), { exit: 0, lines: only(['copy big']) });
  t.equal(idOf(join(the.destination, 'big')), id, 'it is the file that was begun');
  t.ok(readFileSync(join(the.destination, 'big')).equals(BIG));
  t.same(temps(the.destination), []);
}

/** Stands between a client and a server; of FTP the data goes past it. */
async function startRelay(port: number): Promise<{ port: number; cut(): void; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => (sockets.delete(socket), other.destroy()));
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stop: () => (cut(), new Promise((resolve) => server.close(() => resolve()))),
  };
}
