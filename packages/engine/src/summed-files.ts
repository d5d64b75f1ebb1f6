import { hash } from 'node:crypto';
import type { Traits } from '@syncline/endpoint';
import type { FileSums } from '@syncline/state';
import type { BothListings } from './look.js';
import { contentCountOf } from './look.js';
import type { Place } from './place.js';
import type { Run } from './run.js';

/** Directories whose files are to be summed up that a run remembers. */
const MAX_GATHERED = 10_000;

/**
 * The sums of the files of a directory, where a look that finds the same ones on both sides needs to know no more of them: each
 * of them is what its row says on both sides (SPEC §3: X = =), there are no others, and all take part. What was torn by a
 * run that was cut short is looked at one by one.
 */
export function sumsFor(place: Place, run: Run): FileSums | undefined {
  if (!mayBeSummed(place, run) || run.cutShort) return undefined;
  const sums = run.journal.fileSums?.(place.path);
  return sums?.selection === run.selectionWord ? sums : undefined;
}

/** Notes that the files of a directory were looked at one by one, so that this run sums them up in the end. */
export async function noteLookedAt(place: Place, { source }: BothListings, run: Run): Promise<void> {
  if (run.dryRun || run.journal.sumFiles === undefined || !mayBeSummed(place, run)) return;
  if (contentCountOf(source) === 0) return;
  if (run.unsummed.length >= MAX_GATHERED) {
    // Rows that are on their way to the journal would undo the sums at once; others can be summed up now.
    if (run.committer.committed) return;
    await sumUp(run);
  }
  run.unsummed.push(place.path);
}

/** Sums up what was gathered. To be called when everything is committed. */
export async function sumUp(run: Run): Promise<void> {
  const directories = run.unsummed.splice(0);
  if (directories.length > 0) await run.journal.sumFiles?.(directories, run.selectionWord);
}

function mayBeSummed({ scope, source, destination }: Place, { policy, sides }: Run): boolean {
  return (
    scope === undefined &&
    source !== 'absent' &&
    destination !== 'absent' &&
    policy.compare === 'size+mtime' &&
    listsSummed(sides.source.traits) &&
    listsSummed(sides.destination.traits)
  );
}

/** A side that makes no use of a sum is not worth one, and where a listing lacks some names it has none. */
function listsSummed({ type, tokens, hidesDotNames }: Traits): boolean {
  return type === 'directory' || ((type === 'ftp' || type === 'sftp') && tokens === 'any' && !hidesDotNames);
}

/** Tells the rules apart by which paths take part in an item: equal for equal rules only. */
export function selectionWordOf(rules: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(rules), 'base64');
}
