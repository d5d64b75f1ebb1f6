import type { Applied, NewFileOperation } from '@syncline/applier';
import { applyNewFiles, isNewFile } from '@syncline/applier';
import type { Decision, Pairing } from '@syncline/differ';
import { WHOLE_CONTENT_BYTES } from '@syncline/endpoint/base';
import { noteCreated } from './bookkeeping.js';
import { carryOut } from './carry-out-name.js';
import { noteLost } from './found.js';
import type { Gathering } from './gathering.js';
import { lookingAgain } from './gathering.js';
import { createInFlight } from './in-flight.js';
import { isPlanned } from './items/planned.js';
import type { Place } from './place.js';
import { waitsFor } from './postpone.js';
import type { Run } from './run.js';
import { report } from './run.js';

/** A small file that is to be made at once, where nothing stands. */
export interface NewFile {
  readonly pairing: Pairing;
  readonly operation: NewFileOperation;
}

/** Files that are made together: enough to make the telling cheap, few enough to be done soon when the run is stopped. */
export const TOGETHER = 64;

/** The small file that a decision says is to be made at once, where nothing stands. */
export function newFileOf(pairing: Pairing, decision: Decision, place: Place, run: Run): NewFile | undefined {
  if (run.dryRun || decision.do !== 'apply') return undefined;
  const { operation } = decision;
  if (!isNewFile(operation) || operation.content.size > WHOLE_CONTENT_BYTES) return undefined;
  return waitsFor(operation, operation.content, place, run) === undefined
    ? { pairing, operation }
    : undefined;
}

/** Makes files of one side together, as far as that can be done, and the others one by one. */
export async function makeNewFiles(files: readonly NewFile[], gathering: Gathering, run: Run): Promise<void> {
  for (const { operation } of files) noteCreated(run, operation.side, operation.content.size);
  const planned = files.filter((file) => isToBeMade(file, run));
  if (planned.length === 0) return;
  run.current = planned[0]!.operation.path;
  const operations = planned.map(({ operation }) => operation);
  const applied = await run.together.use(() => applyNewFiles(gathering.place.path, operations, run.apply));
  const alone = createInFlight();
  for (const [index, file] of planned.entries()) {
    const made = applied[index];
    if (made !== undefined) noteMade(file, made, gathering, run);
    else alone.add(run.transfers.use(() => makeAlone(file, gathering, run)));
  }
  await alone.settle();
}

function isToBeMade({ operation }: NewFile, run: Run): boolean {
  if (isPlanned(run, operation)) return true;
  noteLost(run.tally, operation);
  return false;
}

function noteMade({ pairing, operation }: NewFile, applied: Applied, { done }: Gathering, run: Run): void {
  report(run, operation, 'applied');
  done.push({ name: pairing.name, applied, previous: pairing.row });
}

async function makeAlone({ pairing, operation }: NewFile, gathering: Gathering, run: Run): Promise<void> {
  const whenApplied = (applied: Applied): void =>
    void gathering.done.push({ name: pairing.name, applied, previous: pairing.row });
  await carryOut(operation, { whenApplied, lookAgain: lookingAgain(pairing, gathering) }, run);
}
