import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';
import { whileLocked } from '../src/file-lock.ts';

function place(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-lock-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'file'), '');
  return directory;
}

t.test('one after the other works on a file, by whatever link, and nothing is left beside it', async (t) => {
  const directory = place(t);
  symlinkSync('file', join(directory, 'link'));
  let [now, most] = [0, 0];
  const work = async (): Promise<void> => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now -= 1;
  };
  const names = ['file', 'link', 'file', 'link', 'file'];
  await Promise.all(names.map((name) => whileLocked(join(directory, name), work)));
  t.equal(most, 1);
  await t.rejects(
    whileLocked(join(directory, 'file'), () => Promise.reject(new Error('full'))),
    /full/,
  );
  t.same(readdirSync(directory).sort(), ['file', 'link']);
});

t.test('the lock of a process that was killed is taken over', async (t) => {
  const directory = place(t);
  const lock = join(directory, '.file.lock');
  writeFileSync(lock, '');
  const long = Date.now() / 1_000 - 60;
  utimesSync(lock, long, long);
  t.equal(await whileLocked(join(directory, 'file'), async () => 'done'), 'done');
  t.notOk(existsSync(lock));
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(lock, `${pid} ${hostname()}`);
  const future = Date.now() / 1_000 + 60;
  utimesSync(lock, future, future);
  t.equal(await whileLocked(join(directory, 'file'), async () => 'at once'), 'at once');
});

t.test('where no lock can be made the work is done, and says itself what is wrong', async (t) => {
  const nowhere = join(place(t), 'no', 'such', 'file');
  t.equal(await whileLocked(nowhere, async () => 'done'), 'done');
});
