import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Claim } from './claims.js';
import { replaceFile } from './files.js';
import type { ProcessIdentity } from './process-identity.js';
import { mayBeAlive, thisProcess } from './process-identity.js';

/**
 * Who holds the lock, for messages alone: whether it is held only the lock itself tells, so what a dead process
 * left here does no harm.
 */
export interface Owner extends ProcessIdentity {
  /** The item as people are told of it; its folder may be named by a hash. */
  readonly item?: string | undefined;
  /** What the holder writes meanwhile. */
  readonly writes?: readonly Claim[] | undefined;
  /** When the lock was taken: ISO 8601, UTC. */
  readonly since: string;
}

export async function writeOwner(file: string, item: string, writes: readonly Claim[]): Promise<void> {
  const owner: Owner = { item, ...(await thisProcess()), writes, since: new Date().toISOString() };
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

export async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}
