import type { Applied, WritingSite } from '@syncline/applier';
import { rowAfter } from '@syncline/applier';
import { coarserPrecisionUs } from '@syncline/differ';
import type {
  DirectoryEntry,
  DirectoryRow,
  Identity,
  Item,
  MakeDirectoryOperation,
  Name,
  Path,
  Row,
  Side,
} from '@syncline/model';
import {
  COARSEST_TRUSTED_PRECISION_US,
  joinPath,
  nameOf,
  otherSide,
  parentOf,
  US_PER_MS,
} from '@syncline/model';
import type { RowChange } from '@syncline/state';
import { observe } from './bookkeeping.js';
import { forgetBelow } from './forget.js';
import type { Run } from './run.js';

/** Something that was carried out under a name and has to be told to the journal. */
export interface Done {
  readonly name: Name;
  readonly applied: Applied;
  readonly previous: Row | undefined;
}

/** Turns what was done in one directory into rows: with the tokens that a later listing will show. */
export async function recordDone(
  done: readonly Done[],
  changes: RowChange[],
  directory: Path,
  run: Run,
): Promise<void> {
  for (const side of ['source', 'destination'] satisfies Side[]) {
    const here = done.filter(({ applied }) => applied.operation.side === side);
    if (here.length > 0) await recordOn(side, here, changes, directory, run);
  }
}

async function recordOn(
  side: Side,
  done: readonly Done[],
  changes: RowChange[],
  directory: Path,
  run: Run,
): Promise<void> {
  const unseen = done.filter(({ applied }) => applied.seen === undefined).map(({ name }) => name);
  const seen = await observe(run, side, directory, unseen);
  const site = siteOf(run, side);
  for (const { name, applied, previous } of done) {
    const row = rowAfter(applied, applied.seen ?? seen.get(name), site);
    if (row !== undefined) await putRow(joinPath(directory, name), row, previous, changes, run);
  }
}

/**
 * What the journal has to learn of one thing that was brought or renamed: `moved` is what it has under the old name of that,
 * `previous` what it has under the new one.
 */
export async function contentChanges(
  { operation, hash, seen }: Applied,
  moved: Row | undefined,
  previous: Row | undefined,
  run: Run,
): Promise<RowChange[]> {
  const { side, path } = operation;
  const name = nameOf(path);
  const now = seen ?? (await observe(run, side, parentOf(path), [name])).get(name);
  const known = moved !== undefined && moved.kind !== 'directory' ? moved : undefined;
  const applied = { operation, outcome: 'applied', hash: hash ?? known?.hash } as const;
  const row = rowAfter(applied, now, siteOf(run, side), known);
  const changes: RowChange[] = [];
  if (operation.op === 'move' && moved !== undefined)
    changes.push({ path: operation.from, row: undefined, previous: moved });
  if (row !== undefined) await putRow(path, row, previous, changes, run);
  return changes;
}

export function siteOf(run: Run, side: Side): WritingSite {
  const { local, setsTimes } = run.sides[side].traits;
  const precisionUs = coarserPrecisionUs(run.policy);
  const timePrecisionUs = precisionUs <= COARSEST_TRUSTED_PRECISION_US ? precisionUs : undefined;
  return { local, nowUs: run.nowMs() * US_PER_MS, setsTimes, timePrecisionUs };
}

/** Adds a row to the changes unless the journal has it; a directory that became something else takes its rows along. */
export async function putRow(
  path: Path,
  row: Row,
  previous: Row | undefined,
  changes: RowChange[],
  run: Run,
): Promise<void> {
  if (previous?.kind === 'directory') {
    if (row.kind === 'directory' && sameDirectory(previous, row)) return;
    if (row.kind !== 'directory') await forgetBelow(run, path);
  }
  changes.push({ path, row, previous });
}

/** The row of a directory that both sides have, as they show it. What a side does not tell now is taken from `previous`. */
export function directoryRow(
  entries: Readonly<Partial<Record<Side, DirectoryEntry>>>,
  previous: Row | undefined,
  run: Pick<Run, 'item'>,
): DirectoryRow {
  const { source, destination } = entries;
  const mountPoint = { source: source?.mountPoint === true, destination: destination?.mountPoint === true };
  const identity: Partial<Record<Side, Identity>> = {};
  for (const side of identifiedSides(run.item)) {
    const shown =
      entries[side]?.identity ?? (previous?.kind === 'directory' ? previous.identity?.[side] : undefined);
    if (shown !== undefined) identity[side] = shown;
  }
  const mode = agreedMode(entries, previous, run);
  return {
    kind: 'directory',
    ...((mountPoint.source || mountPoint.destination) && { mountPoint }),
    ...(Object.keys(identity).length > 0 && { identity }),
    ...(mode !== undefined && { mode }),
  };
}

/** Two-way it tells later on which side the mode was changed. */
function agreedMode(
  { source, destination }: Readonly<Partial<Record<Side, DirectoryEntry>>>,
  previous: Row | undefined,
  { item }: Pick<Run, 'item'>,
): number | undefined {
  if (item.mode !== 'two-way') return undefined;
  if (source?.mode !== undefined && source.mode === destination?.mode) return source.mode;
  return previous?.kind === 'directory' ? previous.mode : undefined;
}

/** The row of a directory that was just made like the one on the other side. */
export async function madeDirectoryRow(
  { side, path }: MakeDirectoryOperation,
  like: DirectoryEntry,
  run: Run,
): Promise<DirectoryRow> {
  // What can't be had at once is filled in by the next look.
  const asked = run.sides[side].traits.local && identifiedSides(run.item).includes(side);
  const seen = asked
    ? (await observe(run, side, parentOf(path), [nameOf(path)])).get(nameOf(path))
    : undefined;
  const made = seen?.kind === 'directory' ? seen : undefined;
  return directoryRow({ [side]: made, [otherSide(side)]: like }, undefined, run);
}

/** The sides on which a rename can be told: those that are followed. */
export function identifiedSides({ mode }: Pick<Item, 'mode'>): readonly Side[] {
  return mode === 'two-way' ? ['source', 'destination'] : ['source'];
}

function sameDirectory(left: DirectoryRow, right: DirectoryRow): boolean {
  return (
    left.mountPoint?.source === right.mountPoint?.source &&
    left.mountPoint?.destination === right.mountPoint?.destination &&
    left.identity?.source === right.identity?.source &&
    left.identity?.destination === right.identity?.destination &&
    left.mode === right.mode
  );
}
