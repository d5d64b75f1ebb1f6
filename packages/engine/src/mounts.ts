import type { DirectoryEntry, Path, Side } from '@syncline/model';
import { quotedPath, SIDES, SynclineError } from '@syncline/model';
import type { Run } from './run.js';

/** Where a file system is mounted within a side. */
export interface SeenMount {
  readonly side: Side;
  readonly path: Path;
}

/** Remembers where a directory that is about to be visited is a mount point. */
export function noteMounts(
  run: Pick<Run, 'mounts'>,
  path: Path,
  entries: Readonly<Record<Side, DirectoryEntry>>,
): void {
  for (const side of SIDES) if (entries[side].mountPoint === true) run.mounts.push({ side, path });
}

/**
 * Throws `refused` where one that was seen in this run is none any more. What is in its place looks like the directory: it may
 * have been listed instead, which proves no absence, and written to, which must not count as being on the side.
 */
export async function requireMounted({ mounts, sides }: Pick<Run, 'mounts' | 'sides'>): Promise<void> {
  for (const { side, path } of mounts) {
    const entry = await sides[side].look(path);
    if (entry.kind === 'directory' && entry.mountPoint === true) continue;
    const message =
      `the file system that was mounted at ${quotedPath(path)} of the ${side}, ${sides[side].label}, was unmounted meanwhile: ` +
      'mount it again, then run again';
    throw new SynclineError('refused', message, { scope: 'item', side, path });
  }
}
