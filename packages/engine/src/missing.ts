import type { Path, Side } from '@syncline/model';
import { hasContent, otherSide, parentOf } from '@syncline/model';
import type { Run } from './run.js';

/** Origins of waiting creates that are remembered; what is beyond them is looked for, which errs on the safe side. */
const MAX_ORIGINS = 20_000;

/** Files and links that a side has no more, and that no waiting create stands for. */
export interface Missing {
  readonly sizes: ReadonlySet<number>;
  /** The directories that they were in. */
  readonly directories: ReadonlySet<Path>;
}

/** What a side lost, as far as it is to be deleted from the other side; undefined: nothing. */
export async function whatIsMissing(side: Side, run: Run): Promise<Missing | undefined> {
  const origins = await originsOf(side, run);
  const sizes = new Set<number>();
  const directories = new Set<Path>();
  for await (const [path, removal] of run.postponed.removals.iterate()) {
    if (removal.side === side || !hasContent(removal.entry) || origins.has(path)) continue;
    sizes.add(removal.entry.size);
    directories.add(parentOf(path));
  }
  return directories.size === 0 ? undefined : { sizes, directories };
}

/** The paths that waiting creates are known from on a side: they come before anything is deleted. */
export async function originsOf(side: Side, run: Run): Promise<ReadonlySet<Path>> {
  const origins = new Set<Path>();
  for await (const [, creation] of run.postponed.creations.iterate()) {
    if (creation.from === undefined || creation.side !== otherSide(side)) continue;
    if (origins.size < MAX_ORIGINS) origins.add(creation.from);
  }
  return origins;
}
