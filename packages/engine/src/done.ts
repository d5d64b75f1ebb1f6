import type { Applied, WritingSite } from '@syncline/applier';
import { rowAfter } from '@syncline/applier';
import type { DirectoryEntry, DirectoryRow, Name, Path, Row, Side } from '@syncline/model';
import { COARSEST_TRUSTED_PRECISION_US, joinPath, US_PER_MS } from '@syncline/model';
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
  const written = done.filter(({ applied }) => applied.operation.op !== 'mkdir').map(({ name }) => name);
  const seen = await observe(run, side, directory, written);
  const site = siteOf(run, side);
  for (const { name, applied, previous } of done) {
    const row = rowAfter(applied, seen.get(name), site);
    if (row !== undefined) await putRow(joinPath(directory, name), row, previous, changes, run);
  }
}

export function siteOf(run: Run, side: Side): WritingSite {
  const { local, setsTimes } = run.sides[side].traits;
  const precisionUs = Math.max(run.policy.source.timePrecisionUs, run.policy.destination.timePrecisionUs);
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
    if (row.kind === 'directory' && sameMounts(previous, row)) return;
    if (row.kind !== 'directory') await forgetBelow(run, path);
  }
  changes.push({ path, row, previous });
}

export function directoryRow(source: DirectoryEntry, destination: DirectoryEntry): DirectoryRow {
  const mountPoint = { source: source.mountPoint === true, destination: destination.mountPoint === true };
  return mountPoint.source || mountPoint.destination
    ? { kind: 'directory', mountPoint }
    : { kind: 'directory' };
}

function sameMounts(left: DirectoryRow, right: DirectoryRow): boolean {
  return (
    left.mountPoint?.source === right.mountPoint?.source &&
    left.mountPoint?.destination === right.mountPoint?.destination
  );
}
