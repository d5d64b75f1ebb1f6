import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemCode } from '@syncline/model';

/** Tells one process from every other, later ones of the same number and those of other machines included. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, in the clock ticks of the system since its start; undefined where it tells none. */
  readonly startTicks?: string | undefined;
  /** When the process started: ISO 8601, UTC. */
  readonly started: string;
  readonly bootId: string;
  readonly host: string;
}

export async function thisProcess(): Promise<ProcessIdentity> {
  return {
    pid: process.pid,
    startTicks: await startTicks(process.pid),
    started: new Date(Date.now() - process.uptime() * 1000).toISOString(),
    bootId: await bootId(),
    host: hostname(),
  };
}

/**
 * Whether this very process is running on this machine now; of another machine nobody knows. What a killed
 * process left is told from a new one of the same number by the time of its start.
 */
export async function isRunning(known: ProcessIdentity): Promise<boolean> {
  if (known.host !== hostname() || known.startTicks === undefined) return false;
  return known.bootId === (await bootId()) && known.startTicks === (await startTicks(known.pid));
}

/** Whether it can be running still: an ended process, or one before the last start of this machine, is not. */
export async function mayBeAlive(known: ProcessIdentity): Promise<boolean> {
  if (known.host !== hostname()) return true;
  if (known.bootId !== (await bootId())) return false;
  return !hasEnded(known.pid);
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
