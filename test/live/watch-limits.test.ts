import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { EXECUTABLE } from '../support/cli.ts';
import { liveTo } from './following.ts';

/** In a user namespace of its own the limit can be lowered without touching anybody else's. */
const LIMITED = 'echo 10 > /proc/sys/user/max_inotify_watches && exec "$0" "$@"';
const possible = spawnSync('unshare', ['-Ur', 'sh', '-c', LIMITED, 'true']).status === 0;

t.test(
  'where the system watches no more, the source is polled, and the setting is named (D4)',
  { skip: possible ? false : 'user namespaces are not to be had here' },
  async (t) => {
    const sides = liveTo(t);
    for (let index = 0; index < 20; index += 1)
      mkdirSync(join(sides.source, `folder ${index}`), { recursive: true });
    const args = ['sync', sides.source, sides.destination, '--live', '--poll-every', '1s', '--json'];
    const command = [process.execPath, EXECUTABLE, ...args, '--state', join(sides.root, 'state')];
    const child = spawn('unshare', ['-Ur', 'sh', '-c', LIMITED, ...command], {
      env: { PATH: process.env.PATH, HOME: sides.root },
    });
    t.teardown(() => child.kill('SIGKILL'));
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.stdout.resume();
    await until(() => readdirSync(sides.root).includes('destination') && sides.differences().length === 0);
    writeFileSync(join(sides.source, 'folder 7', 'new'), 'text');
    await until(() => sides.differences().length === 0);
    t.match(
      stderr,
      /the source is not watched but looked at every 1 s: .*21 folders need sysctl fs\.inotify\.max_user_watches/,
    );
    t.equal(stderr.match(/not watched/g)?.length, 1, 'it is said once');
  },
);

t.test('more changes at once than the system tells are found all the same (C8)', async (t) => {
  const sides = liveTo(t);
  mkdirSync(join(sides.source, 'burst'), { recursive: true });
  const one = await sides.follow();
  // While it stands still, the queue of the system (16 384 events) runs over.
  one.started.child.kill('SIGSTOP');
  const script = 'for i in $(seq 6000); do : > burst/$i; done; mkdir late; echo text > late/file';
  spawnSync('sh', ['-c', script], { cwd: sides.source });
  one.started.child.kill('SIGCONT');
  await one.until('all of it', () => sides.differences().length === 0, 60_000);
  writeFileSync(join(sides.source, 'late', 'more'), 'and it is watched');
  await one.until('later changes', () => sides.differences().length === 0);
  t.equal((await one.stop()).exit, 0);
});

async function until(holds: () => boolean): Promise<void> {
  for (const startedMs = performance.now(); performance.now() - startedMs < 30_000; await sleep(20))
    if (holds()) return;
  throw new Error('it did not come');
}
