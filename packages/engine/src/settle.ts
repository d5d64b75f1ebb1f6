import type { Applied } from '@syncline/applier';
import { applyOperation, contentRow, rowAfter } from '@syncline/applier';
import type { Decision, Pairing } from '@syncline/differ';
import { decideOneWay } from '@syncline/differ';
import type { DirectoryEntry, DirectoryRow, Name, Operation, Path, Row } from '@syncline/model';
import { joinPath, US_PER_MS } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import { noteCreated, noteFinalMode, observe } from './bookkeeping.js';
import { forgetBelow, forgetTree, record } from './forget.js';
import { judge } from './judge.js';
import type { Place } from './place.js';
import { postponeExtra, postponePossibleMove, postponeReplacement } from './postpone.js';
import type { Run } from './run.js';
import { report, reportDone } from './run.js';

/** What settling names of one directory reads and fills. */
export interface SettleContext {
  readonly place: Place;
  /** No further look follows: what does not hold still now is reported. */
  readonly last: boolean;
  readonly again: Set<Name>;
  readonly children: Place[];
}

/** Something that was carried out under a name and has to be told to the journal. */
interface Done {
  readonly name: Name;
  readonly applied: Applied;
  readonly previous: Row | undefined;
}

/**
 * Decides on a batch of names of one directory, carries out what can be done at once, notes what has to wait, and
 * hands the journal the rows of what was achieved.
 */
export async function settle(batch: readonly Pairing[], context: SettleContext, run: Run): Promise<void> {
  const changes: RowChange[] = [];
  const done: Done[] = [];
  const tasks: Promise<void>[] = [];
  for (const pairing of batch) {
    const decision = decideOneWay(pairing, context.place.path, run.policy);
    if (decision.do === 'nothing') continue;
    const needsSlot = decision.do === 'compare' || decision.do === 'apply' || decision.do === 'make';
    const work = (): Promise<void> => settleName(pairing, decision, { ...context, changes, done }, run);
    if (needsSlot) tasks.push(run.transfers.use(work));
    else await work();
  }
  await allSettled(tasks);
  await recordDone(done, changes, context.place.path, run);
  await record(run, changes);
}

/** Waits for all, so that nothing goes on behind the back of a failed visit; then throws the first error. */
async function allSettled(tasks: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(tasks)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

interface Gathering extends SettleContext {
  readonly changes: RowChange[];
  readonly done: Done[];
}

async function settleName(pairing: Pairing, first: Decision, gathering: Gathering, run: Run): Promise<void> {
  const directory = gathering.place.path;
  const decision = first.do === 'compare' ? await judge(pairing, directory, run) : first;
  if (decision === 'again') return lookAgain(pairing, gathering, run);
  const path = joinPath(directory, pairing.name);
  const { row: previous } = pairing;
  switch (decision.do) {
    case 'nothing':
    case 'compare':
      return;
    case 'record': {
      const row = contentRow('destination', decision.destination, decision.source, decision.hash);
      return putRow(path, row, previous, gathering.changes, run);
    }
    case 'forget':
      return forgetTree(run, path, previous!);
    case 'descend':
      gathering.children.push({ path, source: 'there', destination: 'there' });
      return putRow(path, directoryRow(decision.source, decision.destination), previous, gathering.changes, run);
    case 'make':
      return make(pairing, decision.operation, decision.directory, gathering, run);
    case 'apply':
      return applyNow(pairing, decision.operation, gathering, run);
    case 'extra':
      return push(gathering.children, await postponeExtra(path, decision.entry, gathering.place, run));
    case 'replace':
      return push(gathering.children, await postponeReplacement(path, decision.old, decision.entry, run));
  }
}

function push(children: Place[], place: Place | undefined): void {
  if (place !== undefined) children.push(place);
}

function lookAgain(pairing: Pairing, { last, again, place }: Gathering, run: Run): void {
  if (!last) return void again.add(pairing.name);
  const path = joinPath(place.path, pairing.name);
  const problem = { code: 'busy', path, message: 'it kept changing while it was read; it is tried again at the next run' } as const;
  reportDone(run, { op: 'skip', side: 'source', path, reason: 'busy', problem });
}

async function applyNow(pairing: Pairing, operation: Operation, gathering: Gathering, run: Run): Promise<void> {
  if (operation.op === 'skip') return skip(operation, gathering, run);
  if (operation.op === 'copy') {
    if (await postponePossibleMove(operation, run)) return;
    noteCreated(run, operation.content.size);
  }
  await carryOut(pairing, operation, gathering, run);
}

function skip(operation: Operation, { place }: Gathering, run: Run): void {
  if (place.source === 'absent') run.kept.add(place.path);
  reportDone(run, operation);
}

async function make(
  pairing: Pairing,
  operation: Operation,
  directory: DirectoryEntry,
  gathering: Gathering,
  run: Run,
): Promise<void> {
  if (!(await carryOut(pairing, operation, gathering, run))) return;
  gathering.children.push({ path: operation.path, source: 'there', destination: 'new' });
  noteFinalMode(operation.path, directory.mode, run);
}

/** Carries an operation out (a dry run: plans it) and reports it. Returns whether it was done. */
async function carryOut(pairing: Pairing, operation: Operation, gathering: Gathering, run: Run): Promise<boolean> {
  if (run.dryRun) {
    reportDone(run, operation);
    return true;
  }
  run.current = operation.path;
  const applied = await applyOperation(operation, run.apply);
  const unsteady = applied.outcome === 'stale' || applied.problem?.code === 'busy';
  if (unsteady && !gathering.last) {
    gathering.again.add(pairing.name);
    return false;
  }
  report(run, operation, applied.outcome, applied.problem);
  if (applied.outcome !== 'applied') return false;
  gathering.done.push({ name: pairing.name, applied, previous: pairing.row });
  return true;
}

/** Turns what was done into rows: with the tokens that a later listing will show. */
async function recordDone(done: readonly Done[], changes: RowChange[], directory: Path, run: Run): Promise<void> {
  if (done.length === 0) return;
  const written = done.filter(({ applied }) => applied.operation.op !== 'mkdir').map(({ name }) => name);
  const seen = await observe(run, directory, written);
  const nowUs = run.nowMs() * US_PER_MS;
  for (const { name, applied, previous } of done) {
    const row = rowAfter(applied, seen.get(name), nowUs);
    if (row !== undefined) await putRow(joinPath(directory, name), row, previous, changes, run);
  }
}

async function putRow(
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

function directoryRow(source: DirectoryEntry, destination: DirectoryEntry): DirectoryRow {
  const mountPoint = { source: source.mountPoint === true, destination: destination.mountPoint === true };
  return mountPoint.source || mountPoint.destination ? { kind: 'directory', mountPoint } : { kind: 'directory' };
}

function sameMounts(left: DirectoryRow, right: DirectoryRow): boolean {
  return (
    left.mountPoint?.source === right.mountPoint?.source &&
    left.mountPoint?.destination === right.mountPoint?.destination
  );
}
