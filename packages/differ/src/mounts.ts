import type { Path, Problem, Row, Side } from '@syncline/model';
import type { Seen } from './pairing.js';

/**
 * The problem of a folder that was a mount point in the journal and is none now (SPEC §3): with its file system it lost
 * its content, which says nothing about that content. It does not matter whether the folder itself is still there.
 */
export function vanishedMount(row: Row | undefined, side: Side, seen: Seen, path: Path): Problem | undefined {
  if (row?.kind !== 'directory' || row.mountPoint?.[side] !== true || seen === 'unseen') return undefined;
  if (seen !== 'absent' && seen.kind === 'directory' && seen.mountPoint === true) return undefined;
  const message = `a file system was mounted here on the ${side} at the last run and is not now: mount it again, or remove the folder on both sides if it is meant to be gone`;
  return { code: 'vanished-mount', path, message };
}
