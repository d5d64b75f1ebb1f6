import type { Test } from 'tap';
import { differences, temps, texts } from '../../support/observe.ts';
import { pairWith, type Pair } from '../../support/pair.ts';
import { noise, type Tree } from '../../support/plant.ts';
import {
  likenessOn,
  onEachServer,
  serverFor,
  type RunningServer,
  type ServerKind,
} from '../../support/servers.ts';
import { tempAppears } from '../../support/watch.ts';

const MiB = 1024 * 1024;
/** A slow run of some seconds, in which temp files stand for most of the time. */
const SLOW = ['--mode', 'clone', '--bandwidth', '1MiB/s', '--connections', '2'];

const tree: Tree = {
  ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`d${n % 4}/f${n}`, noise(n * 97, n + 1)])),
  big: noise(4 * MiB),
  '.Maildir.sub/cur/big:2,S': noise(MiB, 7),
};

/** Uploads to servers of these kinds that are ended in the middle: by kill -9, by signals, and by the server's end. */
export function interruptedOn(t: Test, kinds: readonly ServerKind[]): void {
  onEachServer(
    t,
    (t, server) => {
      t.test('K1: kill -9 in mid-upload, three times: the next run converges, and no temp file stays', (t) =>
        killed(t, pairWith(t, server, 'to', { source: tree }), server.kind),
      );
      for (const signal of ['SIGTERM', 'SIGINT'] as const)
        t.test(`${signal} in mid-upload: 130, no temp file, and the next run converges`, (t) =>
          signalled(t, pairWith(t, server, 'to', { source: tree }), server.kind, signal),
        );
      t.test('the server stops in mid-upload: nothing half-written stays under a real name', async (t) =>
        stopped(t, await serverFor(t, server.kind)),
      );
    },
    kinds,
  );
}

async function killed(t: Test, the: Pair, kind: ServerKind): Promise<void> {
  let known: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { child, ended } = the.begin(...SLOW);
    await tempAppears(the.destination, known);
    child.kill('SIGKILL');
    await ended;
    known = temps(the.destination).map((path) => path.slice(path.lastIndexOf('/') + 1));
    t.notOk('big' in texts(the.destination), 'nothing half-written has the real name');
  }
  await converges(t, the, kind);
  t.same((await the.run('--mode', 'clone')).lines, []);
}

async function signalled(t: Test, the: Pair, kind: ServerKind, signal: NodeJS.Signals): Promise<void> {
  const started = the.begin(...SLOW);
  await tempAppears(the.destination);
  const askedMs = performance.now();
  started.child.kill(signal);
  t.match(await the.finish(started), { exit: 130, summary: { exit: 130 } });
  t.ok(performance.now() - askedMs < 10_000, 'within ten seconds');
  t.same(temps(the.destination), []);
  t.notOk('big' in texts(the.destination));
  await converges(t, the, kind);
}

async function stopped(t: Test, server: RunningServer): Promise<void> {
  const the = pairWith(t, server, 'to', { source: tree });
  const started = the.begin(...SLOW, '--timeout', '2', '--retries', '0');
  await tempAppears(the.destination);
  await server.halt();
  const ran = await the.finish(started);
  t.equal(ran.exit, 4, ran.stderr);
  t.notOk('big' in texts(the.destination));
  await server.startAgain();
  await converges(t, the, server.kind);
}

async function converges(t: Test, the: Pair, kind: ServerKind): Promise<void> {
  const next = await the.run('--mode', 'clone');
  t.match(next, { exit: 0, summary: { failed: 0, skipped: 0 } }, next.stderr);
  t.same(temps(the.destination), []);
  t.same(differences(the.source, the.destination, likenessOn(kind, 'to')), []);
}
