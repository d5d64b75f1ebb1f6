import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync, type Stats } from 'node:fs';

import { packedParts, packToken, TOKEN_BYTES, US_PER_MS, type Name } from '@syncline/model';

import { WHOLE_CONTENT_BYTES } from '../endpoint.js';
import { OPEN_TO_READ } from './content.js';
import type { Context } from './context.js';
import { HASH_BYTES, NO_MODE, type CopyAnswer, type CopyOrder } from './copier.js';
import { at, pathIn, within, type Handle, type SystemPath } from './handles.js';
import { isRegular, statName, tokenParts } from './observation.js';
import { ListingPacker } from './packed-listing.js';
import { takeFreeName } from './place.js';
import { createTemp, discard, setFileAttributes } from './temp.js';

/** An order, and the two directories that it is about, open. */
interface Job {
  readonly order: CopyOrder;
  readonly tokens: Buffer;
  readonly names: readonly Name[];
  readonly temps: readonly Name[];
  readonly from: Handle;
  readonly to: Handle;
  readonly umask: number;
}

/**
 * Makes the files of an order, in one unbroken turn: writes all of them under their temp names, each original looked at before
 * and after it is read; then looks where both directories stand, and gives what is whole its name, if that is still free.
 * Whatever goes wrong with a file leaves nothing of it. Undefined where nothing could be done.
 */
export function makeNewFiles(
  source: Context,
  destination: Context,
  order: CopyOrder,
): CopyAnswer | undefined {
  const names = order.names.split('\0') as Name[];
  const temps = order.temps.split('\0') as Name[];
  const tokens = Buffer.from(order.tokens.buffer, order.tokens.byteOffset, order.tokens.length);
  const { umask } = destination;
  return unlessItFails(() =>
    within(source.directories, order.directory, (from) =>
      within(destination.directories, order.directory, (to) => {
        const stand = (): boolean => source.directories.stands(from) && destination.directories.stands(to);
        return makeAll({ order, tokens, names, temps, from, to, umask }, stand);
      }),
    ),
  );
}

function makeAll(job: Job, stand: () => boolean): CopyAnswer {
  const { names, to } = job;
  const packer = new ListingPacker(to, names.length, Date.now());
  const made = new Uint8Array(names.length);
  const hashes = new Uint8Array(names.length * HASH_BYTES);
  const written = names.map((_name, index) => unlessItFails(() => writeTemp(job, index)));
  const standing = stand();
  for (const [index, temp] of written.entries()) {
    if (temp === undefined) continue;
    made[index] = standing && unlessItFails(() => place(job, temp, index)) === true ? 1 : 0;
    if (made[index] === 0) discard(temp.at);
    else unlessItFails(() => packer.add(names[index]!, () => look(job, temp, index)));
    const { fd } = temp;
    if (fd !== undefined) unlessItFails(() => closeSync(fd));
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
  readonly at: SystemPath;
  /** Open where that is of use: it tells more cheaply than its name what it has become. */
  readonly fd: number | undefined;
  readonly hash: Buffer;
}

/** What is read of a file lies here until it is written. */
const content = Buffer.allocUnsafeSlow(WHOLE_CONTENT_BYTES);

/** Writes an original that is what is expected under its temp name, whole. */
function writeTemp(job: Job, index: number): Temp | undefined {
  const bytes = readExpected(job, index);
  if (bytes === undefined) return undefined;
  const path = at(job.to, job.temps[index]!);
  let fd: number | undefined = createTemp(path, modeOf(job, index));
  try {
    fill(fd, bytes, job, index);
    if (!job.to.facts.stableInodes) {
      // Network file systems report here what they could not keep.
      const closing = fd;
      fd = undefined;
      closeSync(closing);
    }
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    discard(path);
    throw error;
  }
  return { at: path, fd, hash: hash('sha256', bytes, 'buffer') };
}

function fill(fd: number, bytes: Buffer, job: Job, index: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
  const stats = fstatSync(fd);
  if (stats.size !== bytes.length) throw new Error('it has another size than what was written');
  const mode = modeOf(job, index);
  const { mtimeMs } = packedParts(job.tokens, index * TOKEN_BYTES);
  setFileAttributes(fd, job.to, {
    mtime: Math.round(mtimeMs * US_PER_MS),
    mode: (stats.mode & 0o777) === mode ? undefined : mode,
  });
}

function modeOf({ order, umask }: Job, index: number): number {
  const mode = order.modes[index]!;
  return mode === NO_MODE ? 0o666 & ~umask : mode & 0o777;
}

/** The content of an original, if it is one version, the expected one, before and after it is read. */
function readExpected(job: Job, index: number): Buffer | undefined {
  const fd = openSync(at(job.from, job.names[index]!), OPEN_TO_READ);
  try {
    const { size } = packedParts(job.tokens, index * TOKEN_BYTES);
    if (size > WHOLE_CONTENT_BYTES || !isExpected(job, index, fstatSync(fd))) return undefined;
    let length = 0;
    while (length < size) {
      const got = readSync(fd, content, length, size - length, null);
      if (got === 0) return undefined;
      length += got;
    }
    return isExpected(job, index, fstatSync(fd)) ? content.subarray(0, size) : undefined;
  } finally {
    closeSync(fd);
  }
}

const scratch = Buffer.alloc(TOKEN_BYTES);

function isExpected({ from, tokens }: Job, index: number, stats: Stats): boolean {
  packToken(scratch, 0, tokenParts(from.facts, stats));
  const begin = index * TOKEN_BYTES;
  return isRegular(stats) && scratch.compare(tokens, begin, begin + TOKEN_BYTES) === 0;
}

/** Gives a file its name, if that is free and the original still has its own. */
function place(job: Job, temp: Temp, index: number): boolean {
  const { names, from, to } = job;
  const name = names[index]!;
  // Elsewhere an original that was renamed or replaced since shows by its change time, by which it was told apart.
  if (!from.facts.stableInodes) {
    const stats = statName(from, name);
    if (stats === undefined || !isExpected(job, index, stats)) return false;
  }
  takeFreeName(temp.at, at(to, name), pathIn(to, name));
  return true;
}

function look({ names, to }: Job, { fd }: Temp, index: number): Stats | undefined {
  return fd === undefined ? statName(to, names[index]!) : fstatSync(fd);
}
