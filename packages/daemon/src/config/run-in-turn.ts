import { touchedBy } from '@syncline/engine/validate';
import { RunQueue } from '@syncline/scheduler';

import type { ConfiguredItem } from './configured-item.js';

/**
 * Runs items, some at the same time, those that share a part of a place in turn. Resolves when all have ended; once
 * `signal` is aborted no further one begins.
 */
export async function runInTurn(
  items: readonly ConfiguredItem[],
  concurrency: number,
  run: (item: ConfiguredItem) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const queue = new RunQueue<ConfiguredItem>({ concurrency, run: ({ request }) => run(request) });
  const stop = (): void => void queue.stop();
  signal.addEventListener('abort', stop, { once: true });
  for (const item of items) queue.add({ name: item.name, touched: touchedBy(item), request: item });
  await queue.idle();
  signal.removeEventListener('abort', stop);
}
