import type { ContentEntry, ContentRow, Identity, Name, Side } from '@syncline/model';
import { hasContent, identityOf, otherSide } from '@syncline/model';
import type { Pairing, Seen } from './pairing.js';

/**
 * A rename whose old name belongs to something else by now, as when a log is rotated. No absence has to be proven for it: both names
 * were seen.
 */
export interface DisplacedRename {
  /** Where it is still to be done. */
  readonly side: Side;
  readonly from: Pairing;
  readonly to: Pairing;
  /** What the journal has of the old name. */
  readonly row: ContentRow;
  /** What `side` has under the old name. */
  readonly target: ContentEntry;
  /** What the other side has under the new name. */
  readonly content: ContentEntry;
  /** What `side` has under the new name, and the other side no more. */
  readonly replaces: ContentEntry | undefined;
}

/**
 * The displaced renames among names of one directory, in chains: each makes room for the one after it. `followed`: the sides on which
 * a rename can be told. Two files that changed places make no room for each other, and are none.
 */
export function displacedRenames(
  pairings: readonly Pairing[],
  followed: readonly Side[],
): readonly (readonly DisplacedRename[])[] {
  return followed.flatMap((renamer) => inChains(renamesOn(renamer, pairings)));
}

/**
 * Whether `entry`, which `renamer` has under a new path, and `target`, under the old one on the other side, are the row's. What
 * a directory shows of a file may be that of a link that took its inode number within one tick of a coarse clock, but for what
 * it is and where it points to.
 */
export function isRenamed(
  row: ContentRow,
  renamer: Side,
  entry: ContentEntry,
  target: ContentEntry,
): boolean {
  return (
    row.kind === entry.kind &&
    (entry.kind === 'file' || entry.target === row.hash) &&
    entry.identity !== undefined &&
    row[renamer].identity === entry.identity &&
    isUntouched(row, otherSide(renamer), target)
  );
}

function renamesOn(renamer: Side, pairings: readonly Pairing[]): DisplacedRename[] {
  const displaced = new Map<Identity, Displaced>();
  for (const pairing of pairings) {
    const found = displacedAt(pairing, renamer);
    if (found !== undefined) displaced.set(found.identity, found);
  }
  if (displaced.size === 0) return [];
  const side = otherSide(renamer);
  const renames: DisplacedRename[] = [];
  for (const to of pairings) {
    const content = contentOf(to[renamer]);
    const old = content?.identity === undefined ? undefined : displaced.get(content.identity);
    if (content === undefined || old === undefined || isItsOwn(to, renamer, old.identity)) continue;
    if (!isRenamed(old.row, renamer, content, old.target) || !canGive(to, side)) continue;
    // A second name of the same file is a copy.
    displaced.delete(old.identity);
    renames.push({ ...old, side, to, content, replaces: contentOf(to[side]) });
  }
  return renames;
}

interface Displaced extends Pick<DisplacedRename, 'from' | 'row' | 'target'> {
  readonly identity: Identity;
}

/** What the journal has under a name is there on the one side as it was, and on the `renamer` something else has the name. */
function displacedAt(from: Pairing, renamer: Side): Displaced | undefined {
  const { row } = from;
  const [now, target] = [from[renamer], contentOf(from[otherSide(renamer)])];
  if (row === undefined || row.kind === 'directory' || target === undefined) return undefined;
  const { identity } = row[renamer];
  if (identity === undefined || typeof now === 'string' || now.kind === 'unknown') return undefined;
  return now.identity !== identity && isUntouched(row, otherSide(renamer), target)
    ? { identity, from, row, target }
    : undefined;
}

/** Whether a name has what it had: what was a second name once may have left the first. */
function isItsOwn({ row }: Pairing, renamer: Side, identity: Identity): boolean {
  return identityOf(row, renamer) === identity;
}

/** Whether a side can give a name away: it has nothing there that the journal does not know. */
function canGive(to: Pairing, side: Side): boolean {
  const [{ row }, seen] = [to, to[side]];
  if (seen === 'absent') return row === undefined;
  const entry = contentOf(seen);
  return (
    entry !== undefined && row !== undefined && row.kind !== 'directory' && isUntouched(row, side, entry)
  );
}

function isUntouched(row: ContentRow, side: Side, entry: ContentEntry): boolean {
  return row.kind === entry.kind && row[side].token === entry.token;
}

function contentOf(seen: Seen): ContentEntry | undefined {
  return typeof seen === 'object' && hasContent(seen) ? seen : undefined;
}

/** The last name of a chain is free, or what is there is to go; each other one is free once the rename before it is done. */
function inChains(renames: readonly DisplacedRename[]): DisplacedRename[][] {
  const byOldName = new Map<Name, DisplacedRename>(renames.map((rename) => [rename.from.name, rename]));
  const byNewName = new Map<Name, DisplacedRename>(renames.map((rename) => [rename.to.name, rename]));
  const chains: DisplacedRename[][] = [];
  for (const first of renames) {
    if (byOldName.has(first.to.name)) continue;
    const chain = [first];
    for (let next = byNewName.get(first.from.name); next; next = byNewName.get(next.from.name))
      chain.push({ ...next, replaces: undefined });
    chains.push(chain);
  }
  return chains;
}
