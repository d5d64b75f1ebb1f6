import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { replaceFile } from './files.js';

/**
 * Who holds the lock, for messages alone: whether it is held only the lock itself tells, so what a dead process
 * left here does no harm.
 */
interface Owner {
  readonly pid: number;
  /** When the lock was taken: ISO 8601, UTC. */
  readonly since: string;
  /** When the process started: ISO 8601, UTC. */
  readonly started: string;
  readonly bootId: string;
  readonly host: string;
}

export async function writeOwner(file: string): Promise<void> {
  const owner: Owner = {
    pid: process.pid,
    since: new Date().toISOString(),
    started: new Date(Date.now() - process.uptime() * 1000).toISOString(),
    bootId: await bootId(),
    host: hostname(),
  };
  await replaceFile(file, `${JSON.stringify(owner)}\n`, { lasting: false });
}

export async function removeOwner(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Names the process that holds a lock: "process 17 on alpha since 2025-05-01T10:00:00.000Z". */
export async function describeOwner(file: string): Promise<string> {
  const owner = await readOwner(file);
  if (owner === undefined || !(await mayBeAlive(owner))) return 'another process';
  const who =
    owner.pid === process.pid && owner.host === hostname() ? 'this process' : `process ${owner.pid}`;
  return `${who} on ${owner.host} since ${owner.since}`;
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** Whether the one named can be the holder: an ended process, or one before the last start of this machine, is not. */
async function mayBeAlive(owner: Owner): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  if (owner.bootId !== (await bootId())) return false;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Changes with each start of the machine; empty where the system tells none. */
export async function bootId(): Promise<string> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    return '';
  }
}
