import { explanationFacts } from '@syncline/daemon/facts';
import { jsonLine, safeText } from '@syncline/daemon/words';
import type { Explanation } from '@syncline/engine';
import type { Path } from '@syncline/model';
import { usageError } from '@syncline/model';

import type { Context } from '../context.js';
import { inFrame } from './frame.js';
import type { ItemCommandOptions } from './item-request.js';
import { itemRequest } from './item-request.js';
import { readPath, takeItem } from './item-words.js';
import { explanationLines } from './why-text.js';

/** `syncline why SOURCE DESTINATION PATH`. Resolves to the exit code; throws `usage` for a path that nobody knows. */
export async function whyCommand(
  words: readonly string[],
  options: ItemCommandOptions,
  context: Context,
): Promise<number> {
  const given = takeItem(words, 'why', ['PATH']);
  const paths = readPath(given.further[0]);
  return inFrame(context, async (frame) => {
    const { explain } = await import('@syncline/engine');
    const { item, stateDirectory } = await itemRequest(given, options, context, frame);
    const { screen, notice, signal } = frame;
    const asked = (path: Path) => explain(item, path, { stateDirectory, notice, signal });
    const explanation = await firstKnown(paths, asked);
    if (explanation === undefined) throw unknownPath(given.further[0]);
    const lines =
      options.json === true ? [jsonLine(explanationFacts(explanation))] : explanationLines(explanation);
    for (const line of lines) screen.out(line);
    return 0;
  });
}

async function firstKnown(
  paths: readonly Path[],
  asked: (path: Path) => Promise<Explanation | undefined>,
): Promise<Explanation | undefined> {
  for (const path of paths) {
    const explanation = await asked(path);
    if (explanation !== undefined) return explanation;
  }
  return undefined;
}

function unknownPath(path: string): Error {
  return usageError(
    `neither side nor the journal knows '${safeText(path)}'. Write it relative to the root, as 'syncline plan' and 'sync' show paths`,
  );
}
