import type { FileEntry, Item } from '@syncline/model';

/**
 * Which files of a local pair may come without a hash. Two-way it tells a touched file from an edited one (SPEC §2). One way the
 * contents of two local sides are compared for that; a hash proves there only what is racy, and a rename where no time of birth
 * does (SPEC §3, Moves).
 */
export function doesWithoutHash({
  mode,
  compare,
}: Pick<Item, 'mode' | 'compare'>): (file: FileEntry) => boolean {
  if (mode === 'two-way' || compare === 'content') return () => false;
  return ({ identity, racy }) => identity !== undefined && !racy;
}
