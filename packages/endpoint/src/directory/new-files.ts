import { hash } from 'node:crypto';

import type { Name } from '@syncline/model';

import type { Context } from './context.js';
import type { FileCalls } from './file-calls.js';
import { HASH_BYTES, NO_MODE, type CopyAnswer, type CopyOrder } from './copy-order.js';
import { within, type Handle } from './handles.js';
import { statName } from './observation.js';
import { originalsInHand, originalsInPlace, type Originals } from './originals.js';
import { ListingPacker } from './packed-listing.js';
import { takeFreeName } from './place.js';
import type { FileStatus } from './file-status.js';
import { discardTemp } from './temp-file.js';

/** An order, what it is made from, and the directory that it is made in, open. */
interface Job {
  readonly order: CopyOrder;
  readonly names: readonly Name[];
  readonly temps: readonly Name[];
  readonly originals: Originals;
  readonly to: Handle;
  readonly umask: number;
  readonly calls: FileCalls;
  readonly isStopped: () => boolean;
}

/** Where files are made, and how. */
export interface Workshop {
  /** Where originals that are not in hand stand. */
  readonly source: Context | undefined;
  readonly destination: Context;
  /** How files of a directory are opened. */
  readonly callsFor: (directory: Handle) => FileCalls;
  /** Whether no file of the order is to be given its name any more. */
  readonly isStopped: () => boolean;
}

/**
 * Makes the files of an order, in one unbroken turn: writes all of them under their temp names, each original looked at before
 * and after it is read; then looks where the directories stand, and gives what is whole its name, if that is still free.
 * Whatever goes wrong with a file leaves nothing of it. Undefined where nothing could be done.
 */
export function makeNewFiles(workshop: Workshop, order: CopyOrder): CopyAnswer | undefined {
  const names = order.names.split('\0') as Name[];
  const temps = order.temps.split('\0') as Name[];
  const { callsFor, isStopped } = workshop;
  const { umask, directories } = workshop.destination;
  return unlessItFails(() =>
    withOriginals(workshop, order, names, (originals) =>
      within(directories, order.directory, (to) => {
        const stand = (): boolean => originals.stand() && directories.stands(to);
        return makeAll({ order, names, temps, originals, to, umask, calls: callsFor(to), isStopped }, stand);
      }),
    ),
  );
}

function withOriginals(
  { source, callsFor }: Workshop,
  { directory, originals }: CopyOrder,
  names: readonly Name[],
  work: (originals: Originals) => CopyAnswer,
): CopyAnswer | undefined {
  if ('contents' in originals) return work(originalsInHand(originals));
  if (source === undefined) return undefined;
  const { directories } = source;
  return within(directories, directory, (from) =>
    work(originalsInPlace(originals, names, from, directories, callsFor(from))),
  );
}

function makeAll(job: Job, stand: () => boolean): CopyAnswer {
  const { names, to, calls, isStopped } = job;
  const packer = new ListingPacker(to, names.length, Date.now());
  const made = new Uint8Array(names.length);
  const hashes = new Uint8Array(names.length * HASH_BYTES);
  const written = names.map((_name, index) =>
    isStopped() ? undefined : unlessItFails(() => writeTemp(job, index)),
  );
  const standing = !isStopped() && stand();
  for (const [index, temp] of written.entries()) {
    if (temp === undefined) continue;
    made[index] = standing && unlessItFails(() => place(job, temp, index)) === true ? 1 : 0;
    if (made[index] === 0) discardTemp(to, temp.name);
    else unlessItFails(() => packer.add(names[index]!, () => look(job, temp, index)));
    const { fd } = temp;
    if (fd !== undefined) unlessItFails(() => calls.close(fd));
    hashes.set(temp.hash, index * HASH_BYTES);
  }
  return { made, hashes, seen: packer.finish([]), dev: to.dev };
}

/** Undefined where it fails: the next to try it finds out why. */
function unlessItFails<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** A file that is written whole. */
interface Temp {
  readonly name: Name;
  /** Open where that is of use: it tells more cheaply than its name what it has become. */
  readonly fd: number | undefined;
  readonly hash: Buffer;
}

/** Writes an original that is what is expected under its temp name, whole. */
function writeTemp(job: Job, index: number): Temp | undefined {
  const bytes = job.originals.read(index);
  if (bytes === undefined) return undefined;
  const { calls } = job;
  const name = job.temps[index]!;
  let fd: number | undefined = calls.create(job.to, name, modeOf(job, index));
  try {
    fill(fd, bytes, job, index);
    if (!job.to.facts.stableInodes) {
      // Network file systems report here what they could not keep.
      const closing = fd;
      fd = undefined;
      calls.close(closing);
    }
  } catch (error) {
    const left = fd;
    if (left !== undefined) unlessItFails(() => calls.close(left));
    discardTemp(job.to, name);
    throw error;
  }
  return { name, fd, hash: hash('sha256', bytes, 'buffer') };
}

function fill(fd: number, bytes: Buffer, job: Job, index: number): void {
  const { calls } = job;
  calls.write(fd, bytes);
  const stats = calls.look(fd);
  if (stats.size !== bytes.length) throw new Error('it has another size than what was written');
  const mode = modeOf(job, index);
  calls.setAttributes(fd, job.to, {
    mtime: job.originals.mtime(index),
    mode: (stats.mode & 0o777) === mode ? undefined : mode,
  });
}

function modeOf({ order, umask }: Job, index: number): number {
  const mode = order.modes[index]!;
  return mode === NO_MODE ? 0o666 & ~umask : mode & 0o777;
}

/** Gives a file its name, if that is free and the original still has its own. */
function place({ names, originals, to }: Job, temp: Temp, index: number): boolean {
  if (!originals.isInPlace(index)) return false;
  takeFreeName(to, temp.name, names[index]!);
  return true;
}

function look({ names, to, calls }: Job, { fd }: Temp, index: number): FileStatus | undefined {
  return fd === undefined ? statName(to, names[index]!) : calls.look(fd);
}
