import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemCode } from '@syncline/model';
import type { Claim } from './claims.js';
import { replaceFile } from './files.js';

/**
 * Who holds the lock, for messages alone: whether it is held only the lock itself tells, so what a dead process
 * left here does no harm.
 */
export interface Owner {
  /** The item as people are told of it; its folder may be named by a hash. */
  readonly item?: string | undefined;
  readonly pid: number;
  /** When the process started, in the clock ticks of the system since its start; undefined where it tells none. */
  readonly startTicks?: string | undefined;
  /** What the holder writes meanwhile. */
  readonly writes?: readonly Claim[] | undefined;
  /** When the lock was taken: ISO 8601, UTC. */
  readonly since: string;
  /** When the process started: ISO 8601, UTC. */
  readonly started: string;
  readonly bootId: string;
  readonly host: string;
}

export async function writeOwner(file: string, item: string, writes: readonly Claim[]): Promise<void> {
  const owner: Owner = {
    item,
    pid: process.pid,
    startTicks: await startTicks(process.pid),
    writes,
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

/**
 * Names the process that holds a lock: "process 17 on alpha since 2025-05-01T10:00:00.000Z". One that has only just taken it is not known
 * yet, and may be this one.
 */
export async function describeOwner(file: string): Promise<string> {
  const owner = await readOwner(file);
  if (owner === undefined || !(await mayBeAlive(owner))) return 'another run';
  return ownerInWords(owner);
}

export function ownerInWords(owner: Owner): string {
  const who =
    owner.pid === process.pid && owner.host === hostname() ? 'this process' : `process ${owner.pid}`;
  return `${who} on ${owner.host} since ${owner.since}`;
}

/**
 * Whether the very process that wrote this is running on this machine now; of another machine nobody knows. What a killed
 * process left is told from a new one of the same number by the time of its start.
 */
export async function isRunning(owner: Owner): Promise<boolean> {
  if (owner.host !== hostname() || owner.startTicks === undefined) return false;
  return owner.bootId === (await bootId()) && owner.startTicks === (await startTicks(owner.pid));
}

/** Field 22 of /proc/<pid>/stat (proc(5)), which follows the command's name in parentheses; undefined where there is none. */
async function startTicks(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[FIELDS_TO_START];
  } catch {
    return undefined;
  }
}

/** Counted from field 3, the first one after the name. */
const FIELDS_TO_START = 19;

export async function readOwner(file: string): Promise<Owner | undefined> {
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
  return !hasEnded(owner.pid);
}

/** Whether no process of this machine has this id any more. */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return systemCode(error) === 'ESRCH';
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
