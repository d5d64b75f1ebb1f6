import { conflictFacts } from '@syncline/daemon/facts';
import { countOf, formatBytes, jsonLine, moment, safePath } from '@syncline/daemon/words';
import type { ConflictCopy } from '@syncline/engine';

import type { Context } from '../context.js';
import { inFrame } from './frame.js';
import type { ItemCommandOptions } from './item-request.js';
import { itemRequest } from './item-request.js';
import { takeItem } from './item-words.js';

/** `syncline conflicts SOURCE DESTINATION`: the conflict copies that both sides have. Resolves to the exit code. */
export async function conflictsCommand(
  words: readonly string[],
  options: ItemCommandOptions,
  context: Context,
): Promise<number> {
  const given = takeItem(words, 'conflicts', []);
  return inFrame(context, async (frame) => {
    const { listConflicts } = await import('@syncline/engine');
    const { item, stateDirectory } = await itemRequest(given, options, context, frame);
    const { screen, notice, signal } = frame;
    let count = 0;
    await listConflicts(item, { stateDirectory, notice, signal }, (copy) => {
      count += 1;
      screen.out(options.json === true ? jsonLine(conflictFacts(copy)) : conflictLine(copy));
    });
    if (options.json !== true) screen.out(count === 0 ? 'No conflict copies.' : advice(count));
    return 0;
  });
}

function conflictLine({ path, copy, side, sinceMs, size, plainExists }: ConflictCopy): string {
  const gone = plainExists ? '' : ', and the plain name is gone';
  return `${safePath(path)}: the version of the ${side} is kept as ${safePath(copy)} (${formatBytes(size)}, ${moment(sinceMs)}${gone})`;
}

function advice(count: number): string {
  return `${countOf(count, 'conflict copy', 'conflict copies')}. Compare the two, keep or rename what you want on either side, and delete the rest: the next run carries it.`;
}
