import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What the name of a private copy begins with. */
export const COPY_PREFIX = 'syncline-journal-';

/** A copy serves one question or one dry run, which may take hours, not a week. */
const LONGEST_USE_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * Removes copies that were left in a directory by processes which were killed. Others may have the same directory for their
 * temporary files, even other machines' processes, so it goes by age alone. What cannot be removed stays.
 */
export async function removeLeftCopies(temporary: string, nowMs: number): Promise<void> {
  const names = await readdir(temporary).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(COPY_PREFIX)) continue;
    const copy = join(temporary, name);
    if (await isLeft(copy, nowMs)) await rm(copy, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Only what is this user's alone: in anything else somebody could put a link in the way of what is removed. */
async function isLeft(copy: string, nowMs: number): Promise<boolean> {
  const found = await lstat(copy).catch(() => undefined);
  if (found === undefined || !found.isDirectory() || found.uid !== process.getuid?.()) return false;
  return (found.mode & 0o077) === 0 && nowMs - found.mtimeMs > LONGEST_USE_MS;
}
