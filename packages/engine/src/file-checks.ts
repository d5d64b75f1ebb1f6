import type { Side } from '@syncline/model';
import { SynclineError } from '@syncline/model';
import { whyCheckFails } from '@syncline/scanner';
import { ofSide } from './of-side.js';
import type { Run } from './run.js';

/** Why the File Checks of an item refuse it, or undefined when all hold. */
export async function whyChecksFail(
  run: Pick<Run, 'item' | 'sides' | 'signal'>,
): Promise<string | undefined> {
  for (const side of ['source', 'destination'] satisfies Side[]) {
    const check = run.item[side].fileCheck;
    if (check === undefined) continue;
    const failure = await whyCheckFails(run.sides[side], check, run.signal).catch((error: unknown) => {
      throw ofSide(side, error);
    });
    if (failure !== undefined)
      return `the File Check of the ${side} failed: ${failure}; is the right device mounted?`;
  }
  return undefined;
}

/** Throws an error of code `refused` unless the File Checks of an item hold. */
export async function requireChecks(run: Pick<Run, 'item' | 'sides' | 'signal'>): Promise<void> {
  const failure = await whyChecksFail(run);
  if (failure !== undefined) throw new SynclineError('refused', failure, { scope: 'item' });
}
