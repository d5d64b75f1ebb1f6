import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { overlap, SynclineError, systemCode } from '@syncline/model';
import type { Owner } from './owner.js';
import { ownerInWords, readOwner } from './owner.js';
import type { Place } from './place.js';
import { placeOf } from './place.js';
import { isRunning } from './process-identity.js';

/** A subtree that an item writes while it has its lock. */
export interface Claim {
  /** What holds it: `THIS_MACHINE`, or an account on a server. Paths of different places never overlap. */
  readonly place: string;
  /** Absolute within the place, `/`-separated, in one spelling. */
  readonly path: string;
}

/** The place of directories. */
export const THIS_MACHINE = 'here';

/** Claims with links resolved as far as they lead to something, so that two names of one directory are one. */
export function resolveClaims(claims: readonly Claim[]): Promise<readonly Claim[]> {
  return Promise.all(
    claims.map(async (claim) =>
      claim.place === THIS_MACHINE ? { ...claim, path: await realPath(claim.path) } : claim,
    ),
  );
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPath(parent), basename(path));
  }
}

/**
 * Throws `locked` if another item of the same state directory, which a live process has at work, writes a part of what is
 * claimed (SPEC §5). RACE: called once the own claims can be read by others, so that of two items that begin at the same
 * time at least one sees the other.
 */
export async function refuseOverlap(place: Place, itemName: string, claims: readonly Claim[]): Promise<void> {
  const items = dirname(place.directory);
  for (const name of await foldersOf(items)) {
    if (name === basename(place.directory)) continue;
    const owner = await readOwner(placeOf(join(items, name)).owner);
    const shared = owner === undefined ? undefined : sharedWith(owner, claims);
    if (owner === undefined || shared === undefined || !(await isRunning(owner))) continue;
    const message =
      `${itemName} writes into ${shared.path}, and so does the item ${owner.item ?? name}, which ${ownerInWords(owner)} has at work: ` +
      'choose separate places, or wait until it has finished.';
    throw new SynclineError('locked', message, { scope: 'item' });
  }
}

function sharedWith({ writes = [] }: Owner, claims: readonly Claim[]): Claim | undefined {
  return claims.find((mine) => writes.some((other) => overlap(mine, other)));
}

async function foldersOf(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
