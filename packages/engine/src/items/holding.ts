import type { ContentEntry, DirectoryEntry, Path, Side } from '@syncline/model';
import { hasContent, otherSide, parentOf, ROOT, showPath } from '@syncline/model';
import { itemKeyOf } from '../item-key.js';
import { labelOf } from '../label.js';
import type { Removal } from '../postponed.js';
import type { Run } from '../run.js';
import { notice } from '../run.js';
import type { HeldPath, NewHold } from './hold.js';
import { clearHold, digestOf, extendHold, readHeldPaths, readHold, writeHold } from './hold.js';

/** Which deletes of a run have to wait. */
export interface Holding {
  /** The sides on which something waits, once the removals are over. */
  readonly sides: ReadonlySet<Side>;
  /** Whether this delete has to wait; asked once for each, children before their parents. */
  holds(path: Path, removal: Removal): boolean;
  /** Whether the path was held. */
  has(path: Path): boolean;
}

/** The deletes that were approved by name: exactly these versions. */
export type Approval = ReadonlyMap<Path, HeldPath>;

/** Undefined where nothing is approved. */
export async function readApproval(run: Run): Promise<Approval | undefined> {
  const hold = await readHold(run.journal);
  if (hold?.approved !== true) return undefined;
  const paths = await readHeldPaths(run.journal, hold);
  return new Map(paths.map((held) => [held.path, held]));
}

/**
 * On the sides of `because` everything waits but what is approved. A folder in which something waits has to wait too.
 */
export function createHolding(
  because: ReadonlyMap<Side, string>,
  approval: Approval | undefined,
): Holding & { readonly held: ReadonlyMap<Path, Removal> } {
  const held = new Map<Path, Removal>();
  const sides = new Set<Side>();
  const inUse = new Set<Path>();
  return {
    held,
    sides,
    has: (path) => held.has(path),
    holds(path, removal) {
      if (!because.has(removal.side)) return false;
      if (isApproved(approval?.get(path), removal) && !inUse.has(path)) return false;
      held.set(path, removal);
      sides.add(removal.side);
      inUse.add(parentOf(path));
      return true;
    },
  };
}

function isApproved(listed: HeldPath | undefined, { side, entry }: Removal): boolean {
  if (listed === undefined || listed.side !== side || listed.kind !== entry.kind) return false;
  return !hasContent(entry) || listed.token === entry.token;
}

/**
 * Keeps what a run held for `holds`, in place of what was kept before; a hold of exactly the same deletes stays as it is. An
 * approval ends here. Nothing held: nothing is kept.
 */
export async function keepHold(
  run: Run,
  held: ReadonlyMap<Path, Removal>,
  because: ReadonlyMap<Side, string>,
): Promise<void> {
  if (run.dryRun) return tellHeld(run, because);
  // What a plan leaves out is neither held nor approved by it.
  if (run.plan !== undefined && held.size === 0) return;
  if (held.size === 0) return clearHold(run.journal);
  const before = await readHold(run.journal);
  const paths = await heldPaths(held, run);
  const same = before !== undefined && !before.approved && before.digest === digestOf(paths);
  const { id } = same
    ? before
    : await writeHold(run.journal, newHold(run, paths, because), paths, itemKeyOf(run.item));
  tellHeld(run, because, id);
}

/**
 * Adds what a run that does not look at everything held to what is held already. An approved hold is left as it is: it is of what
 * it lists alone, and what comes to be held beside it is found by the next look at everything.
 */
export async function addToHold(
  run: Run,
  held: ReadonlyMap<Path, Removal>,
  because: ReadonlyMap<Side, string>,
): Promise<void> {
  const before = held.size === 0 ? undefined : await readHold(run.journal);
  if (held.size === 0 || before?.approved === true) return;
  if (before === undefined) return keepHold(run, held, because);
  const merged = new Map((await readHeldPaths(run.journal, before)).map((each) => [each.path, each]));
  const added = await heldPaths(held, run);
  for (const each of added) merged.set(each.path, each);
  const all = [...merged.values()];
  if (before.digest === digestOf(all)) return;
  const { sinceMs, because: reasons } = before;
  const now = newHold(run, all, because);
  const hold = { ...now, sinceMs, because: { ...reasons, ...now.because } };
  const { id } = await extendHold(run.journal, before, hold, { all, added }, itemKeyOf(run.item));
  tellHeld(run, because, id);
}

function newHold(run: Run, paths: readonly HeldPath[], because: ReadonlyMap<Side, string>): NewHold {
  const { item } = run;
  const files = paths.filter(({ kind }) => kind !== 'directory').length;
  return {
    item: item.name,
    mode: item.mode,
    source: labelOf(item.source.endpoint),
    destination: labelOf(item.destination.endpoint),
    sinceMs: run.startedMs,
    because: Object.fromEntries(because),
    files,
    folders: paths.length - files,
  };
}

function tellHeld(run: Run, because: ReadonlyMap<Side, string>, id?: string): void {
  const name = id === undefined ? '' : ` as ${id}`;
  for (const [side, why] of because) notice(run, 'warning', `deletes on the ${side} are held${name}: ${why}`);
}

async function heldPaths(held: ReadonlyMap<Path, Removal>, run: Run): Promise<readonly HeldPath[]> {
  const paths: HeldPath[] = [];
  for (const [path, removal] of held) paths.push(await heldPath(path, removal, run));
  return paths;
}

async function heldPath(path: Path, { side, entry, reason }: Removal, run: Run): Promise<HeldPath> {
  const version = hasContent(entry) ? { size: entry.size, token: entry.token } : {};
  const gone = reason === 'kind' ? 'something of another kind took its place' : await whoSaidSo(path, run);
  return {
    path,
    side,
    kind: entry.kind,
    ...version,
    proof: `on the ${otherSide(side)} ${gone}; ${sinceLastRun(path, side, entry, run)}`,
  };
}

/** The answer to the question by name was asked once, for the top of all that is missing. */
async function whoSaidSo(path: Path, run: Run): Promise<string> {
  for (let top = path; top !== ROOT; top = parentOf(top)) {
    if ((await run.postponed.tops.get(top)) === undefined) continue;
    const what = top === path ? 'it' : showPath(top).path;
    return `${what} was not in a complete listing and, asked for by name, is not there`;
  }
  return 'it is not there';
}

function sinceLastRun(path: Path, side: Side, entry: ContentEntry | DirectoryEntry, run: Run): string {
  const row = run.journal.get(path);
  if (row === undefined) return `the journal does not know the one on the ${side}`;
  if (!hasContent(entry))
    return row.kind === 'directory' ? 'both sides had it at the last run' : 'the journal knows another kind';
  const unchanged = row.kind !== 'directory' && row[side].token === entry.token;
  return unchanged
    ? `the version on the ${side} is the one that both had at the last run`
    : `the version on the ${side} is not the one of the last run`;
}
