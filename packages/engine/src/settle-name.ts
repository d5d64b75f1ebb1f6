import type { Applied } from '@syncline/applier';
import { contentRow } from '@syncline/applier';
import type { Decision, Pairing } from '@syncline/differ';
import type { DirectoryEntry, MakeDirectoryOperation, Operation, Row, Side } from '@syncline/model';
import { joinPath } from '@syncline/model';
import { noteCreated } from './bookkeeping.js';
import { carryOut } from './carry-out-name.js';
import { keepBoth, keepDirectory } from './conflicts.js';
import { decideWinner } from './decide-winner.js';
import { directoryRow, putRow } from './done.js';
import { forgetTree } from './forget.js';
import { noteFound, noteLost } from './found.js';
import { judge } from './judge.js';
import type { FinalMode, Place } from './place.js';
import { placeAt, placeOnBoth, presences } from './place.js';
import { keepAlive, postponeCreation, postponeRemoval, postponeReplacement } from './postpone.js';
import type { Run } from './run.js';
import { reportDone } from './run.js';
import type { Gathering } from './gathering.js';
import { lookingAgain } from './gathering.js';
import { noteMounts } from './mounts.js';
import { mendTorn } from './unfinished.js';
import { unlessUnreadable } from './unreadable.js';

/** Decisions that put one version aside for another, which must both be known for that. */
const PUTS_ASIDE: ReadonlySet<Decision['do']> = new Set(['replace', 'conflict', 'type-conflict']);

/** Acts on the decision on one name, after its content was read where that decides. */
export async function settleName(
  pairing: Pairing,
  first: Decision,
  gathering: Gathering,
  run: Run,
): Promise<void> {
  const { place, children, changes } = gathering;
  const judged = first.do === 'hash' ? await judge(pairing, place.path, run) : first;
  if (judged === 'again') return lookAgain(pairing, gathering, run);
  if (first.do === 'hash') noteFound(run.tally, judged);
  const path = joinPath(place.path, pairing.name);
  const decision = PUTS_ASIDE.has(judged.do) ? await unlessUnreadable(judged, path, run) : judged;
  const previous = pairing.row;
  switch (decision.do) {
    case 'nothing':
      return;
    case 'record': {
      const row = contentRow('destination', decision.destination, decision.source, decision.hash);
      return putRow(path, row, previous, changes, run);
    }
    case 'forget':
      return forgetTree(run, path, previous!);
    case 'descend':
      if (place.scope === undefined || place.scope.trees.has(pairing.name)) {
        noteMounts(run, path, decision);
        children.push({
          ...placeOnBoth(path),
          finalMode: carriedMode(decision, previous, run),
        });
      }
      return putRow(path, directoryRow(decision, previous, run), previous, changes, run);
    case 'make':
      return make(pairing, decision.operation, decision.directory, gathering);
    case 'apply':
      return applyNow(pairing, decision.operation, gathering, run);
    case 'delete':
    case 'vanished':
      // Once the absences are proven and the guard has agreed, what goes meanwhile is for the next run.
      if (run.walked) return;
      return push(children, await postponeRemoval(path, decision.side, decision.entry, place, run));
    case 'replace':
      if (run.walked) return;
      return push(
        children,
        await postponeReplacement(path, decision.side, decision.old, decision.entry, run),
      );
    case 'conflict': {
      const mend = await mendTorn(path, decision, run);
      if (mend !== undefined) return applyNow(pairing, mend, gathering, run);
      const winner = await decideWinner(path, decision, run);
      if (winner === 'again') return lookAgain(pairing, gathering, run);
      return typeof winner === 'string'
        ? keepBoth(pairing, decision, winner, gathering, run)
        : applyNow(pairing, winner.operation, gathering, run);
    }
    case 'type-conflict':
      return keepDirectory(pairing, decision, gathering, run);
    default:
      decision satisfies never;
  }
}

/**
 * The mode of a folder follows its source, one way, and two-way the side on which it was changed, in silence: no line is of
 * folders' modes (SPEC §2). Changed on both sides it stays as it is: it never conflicts.
 */
function carriedMode(
  { source, destination }: Readonly<Record<Side, DirectoryEntry>>,
  previous: Row | undefined,
  run: Run,
): FinalMode | undefined {
  if (run.plan !== undefined || source.mode === undefined || destination.mode === undefined) return undefined;
  if (source.mode === destination.mode) return undefined;
  const agreed = previous?.kind === 'directory' ? previous.mode : undefined;
  if (run.item.mode !== 'two-way' || destination.mode === agreed)
    return { side: 'destination', mode: source.mode };
  return source.mode === agreed ? { side: 'source', mode: destination.mode } : undefined;
}

function push(children: Place[], place: Place | undefined): void {
  if (place !== undefined) children.push(place);
}

function lookAgain(pairing: Pairing, { last, again, place }: Gathering, run: Run): void {
  if (!last) return void again.add(pairing.name);
  const path = joinPath(place.path, pairing.name);
  const problem = {
    code: 'busy',
    path,
    message: 'it kept changing while it was read; it is tried again at the next run',
  } as const;
  keepAlive(place, run);
  reportDone(run, { op: 'skip', side: 'source', path, reason: 'busy', problem });
}

async function applyNow(
  pairing: Pairing,
  operation: Operation,
  gathering: Gathering,
  run: Run,
): Promise<void> {
  if (operation.op === 'skip') {
    keepAlive(gathering.place, run);
    return reportDone(run, operation);
  }
  const brings = operation.op === 'copy' || (operation.op === 'update' && 'content' in operation);
  if (brings && (await postponeCreation(operation, operation.content, gathering.place, run)))
    return noteLost(run.tally, operation);
  if (operation.op === 'copy') noteCreated(run, operation.side, operation.content.size);
  const whenApplied = (applied: Applied): void =>
    void gathering.done.push({ name: pairing.name, applied, previous: pairing.row });
  await carryOut(operation, { whenApplied, lookAgain: lookingAgain(pairing, gathering) }, run);
}

/** The folder is made when it is visited: one that can't be listed is unknown, and not made. */
function make(
  { row }: Pairing,
  operation: MakeDirectoryOperation,
  directory: DirectoryEntry,
  { place, children }: Gathering,
): void {
  const making = { operation, directory, previous: row, parent: place };
  children.push({
    ...placeAt(operation.path, presences(operation.side, 'new', 'there'), place.gone),
    making,
  });
}
