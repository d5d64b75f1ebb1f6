import { readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCode, usageError } from '@syncline/model';
import { hasEnded } from '@syncline/state';

/** An edit takes milliseconds: whoever holds a lock for longer was killed. */
const STALE_MS = 5_000;
const PATIENCE_MS = 8_000;
const AGAIN_AFTER_MS = 15;
const OWNER = `${process.pid} ${hostname()}`;

/**
 * Does some work on a file that people own while no other process of Syncline does, so that of two edits none is lost; a lock that a
 * killed process left is taken over. Who edits by hand knows nothing of it. Where no lock can be made there is none: the work then says
 * itself what it cannot write. Throws `usage` while another process has it for seconds.
 */
export async function whileLocked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockOf(file);
  const has = await take(lock, file);
  try {
    return await work();
  } finally {
    if (has) await rm(lock, { force: true });
  }
}

/** Beside the file itself, by whatever link it is named. */
async function lockOf(file: string): Promise<string> {
  const real = await realpath(file).catch(() => file);
  return join(dirname(real), `.${basename(real)}.lock`);
}

/** Whether there is a lock now, which is ours. */
async function take(lock: string, file: string): Promise<boolean> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await writeFile(lock, OWNER, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') return false;
    }
    if (await isStale(lock)) await rm(lock, { force: true });
    else if (performance.now() > untilMs)
      throw usageError(
        `${file} is being edited by another process of Syncline: try again (its lock is ${lock})`,
      );
    else await delay(AGAIN_AFTER_MS);
  }
}

/** Of a process of this machine that has ended, or, for one that cannot be asked, older than any work takes. */
async function isStale(lock: string): Promise<boolean> {
  const found = await stat(lock).catch(() => undefined);
  if (found === undefined) return false;
  const [pid, host] = (await readFile(lock, 'utf8').catch(() => '')).split(' ');
  if (host === hostname() && hasEnded(Number(pid))) return true;
  return Date.now() - found.mtimeMs > STALE_MS;
}
