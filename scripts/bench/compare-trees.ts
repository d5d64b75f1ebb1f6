import { closeSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { join } from 'node:path';

const CHUNK_BYTES = 1 << 20;
const buffers = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)] as const;

/** What a tool promises about its result. */
export interface Promised {
  /** How far times may be apart; undefined: they are not kept. */
  readonly mtimeToleranceNs?: bigint;
  /** False: folders without a file in them need not be there. */
  readonly emptyFolders?: boolean;
  /** False: names, sizes and times only. */
  readonly content?: boolean;
}

/** Times as a local copy keeps them: to the microsecond, because some can set no finer ones. */
export const TO_THE_MICROSECOND = 1_000n;
/** Times as FTP carries them, in whole seconds, and as tools set them that keep seconds. */
export const TO_THE_SECOND = 1_000_000_000n;

/** The first difference between what should be and what is, in words; undefined when `actual` is right. */
export function compareTrees(
  expected: string,
  actual: string,
  promised: Promised,
  path = '',
): string | undefined {
  const [should, is] = [namesOf(join(expected, path), path), namesOf(join(actual, path), path)];
  for (const name of new Set([...should, ...is])) {
    const at = join(path, name);
    const [left, right] = [statsOf(join(expected, at)), statsOf(join(actual, at))];
    if (left === undefined || right === undefined) {
      const only = join(left === undefined ? actual : expected, at);
      if (promised.emptyFolders === false && !holdsFile(only)) continue;
      return `${at} is ${left === undefined ? 'there but should not be' : 'missing'}`;
    }
    const difference =
      left.isDirectory() && right.isDirectory()
        ? compareTrees(expected, actual, promised, at)
        : compareFiles(join(expected, at), join(actual, at), left, right, promised);
    if (difference !== undefined) return left.isDirectory() ? difference : `${at} ${difference}`;
  }
  return undefined;
}

/** Without the folder where Syncline keeps old versions. */
function namesOf(directory: string, path: string): readonly string[] {
  const names = readdirSync(directory);
  return path === '' ? names.filter((name) => name !== '.syncline') : names;
}

function statsOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function holdsFile(path: string): boolean {
  return !lstatSync(path).isDirectory() || readdirSync(path).some((name) => holdsFile(join(path, name)));
}

/** The first difference of two files, continuing a sentence that begins with their name. */
function compareFiles(
  expected: string,
  actual: string,
  left: BigIntStats,
  right: BigIntStats,
  { mtimeToleranceNs, content }: Promised,
): string | undefined {
  if (left.isDirectory() !== right.isDirectory()) return 'is of another kind';
  if (left.size !== right.size) return `has ${right.size} bytes instead of ${left.size}`;
  const apartNs = left.mtimeNs - right.mtimeNs;
  if (mtimeToleranceNs !== undefined && (apartNs < 0n ? -apartNs : apartNs) > mtimeToleranceNs)
    return `has a time that is ${apartNs} ns off`;
  return content === false || sameContent(expected, actual) ? undefined : 'has other content';
}

function sameContent(left: string, right: string): boolean {
  const files = [openSync(left, 'r'), openSync(right, 'r')] as const;
  try {
    for (;;) {
      const read = [readSync(files[0], buffers[0]), readSync(files[1], buffers[1])] as const;
      if (read[0] !== read[1]) return false;
      if (buffers[0].compare(buffers[1], 0, read[1], 0, read[0]) !== 0) return false;
      if (read[0] < CHUNK_BYTES) return true;
    }
  } finally {
    files.forEach(closeSync);
  }
}
