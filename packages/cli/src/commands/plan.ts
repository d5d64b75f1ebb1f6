import { resolve } from 'node:path';

import { countOf, safeText } from '@syncline/daemon/words';
import type { Context } from '../context.js';
import type { Warn } from '../items/configuration.js';
import { noticeLine } from '../notice-line.js';
import { showRun } from '../sync-command.js';
import type { SyncOptions } from '../sync-options.js';
import type { SyncRequest } from '../sync-request.js';
import { requestFor } from './item-request.js';
import { takeItem } from './item-words.js';
import { planHeader } from './plan-format.js';
import { PlanWriter } from './plan-writer.js';

export interface PlanOptions extends SyncOptions {
  readonly out?: string;
}

const KEEP_ADVICE = "with --out FILE it is kept, and 'syncline apply FILE' does it";
const APPLY_ADVICE = "'syncline apply' does it";

/** `syncline plan SOURCE DESTINATION [--out FILE]`: a dry run, kept for `apply`. Exits as the real run would. */
export async function planCommand(
  words: readonly string[],
  asked: PlanOptions,
  context: Context,
): Promise<number> {
  const { given } = takeItem(words, 'plan', []);
  const options: PlanOptions = { ...asked, dryRun: true };
  const build = (warn: Warn): Promise<SyncRequest> => requestFor(given, options, context, warn);
  if (options.out === undefined)
    return showRun(build, [], { ...options, dryRunAdvice: KEEP_ADVICE }, context);
  return planTo(resolve(context.cwd, options.out), build, options, context);
}

async function planTo(
  file: string,
  build: (warn: Warn) => Promise<SyncRequest>,
  options: PlanOptions,
  context: Context,
): Promise<number> {
  const writer = new PlanWriter(file);
  let held = 0;
  let whole = false;
  const recording = async (warn: Warn): Promise<SyncRequest> => {
    const { item, run } = await build(warn);
    writer.begin(planHeader(item, run.stateDirectory, run.approveDeletes === true, Date.now()));
    const onPlanned: SyncRequest['run']['onPlanned'] = (operation) => {
      writer.add(operation);
      if (operation.held === true) held += 1;
    };
    return { item, run: { ...run, onPlanned } };
  };
  try {
    const exit = await showRun(recording, [], { ...options, dryRunAdvice: APPLY_ADVICE }, context);
    // Refused, or ended early: what was planned until then is no plan.
    const isPlan = exit === 0 || exit === 1 || (exit === 3 && held > 0);
    if (isPlan) writer.finish();
    whole = isPlan;
    context.stderr.write(`${noticeLine({ level: 'info', message: told(whole, writer.count, file) })}\n`);
    return exit;
  } finally {
    if (!whole) writer.discard();
  }
}

function told(whole: boolean, count: number, file: string): string {
  const shown = safeText(file);
  if (!whole) return `no plan was written to ${shown}`;
  return `the plan of ${countOf(count, 'operation')} is in ${shown}; 'syncline apply ${shown}' carries it out`;
}
