import type { Context } from './context.js';
import type { Screen } from './screen.js';

/** A process that was told to end at once waits this long for its last lines to be read. */
const LAST_WORDS_MS = 300;

/** Ends the process, whatever goes on, after its last lines. */
export async function leave(
  exit: number,
  { context, screen }: { readonly context: Pick<Context, 'exit'>; readonly screen: Screen },
): Promise<void> {
  const deadline = new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
  await Promise.race([screen.end(), deadline]);
  context.exit(exit);
}
