import type { Item } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { openBoth } from '../opening.js';
import type { Connections } from '../open-endpoints.js';
import type { Effects } from '../effects.js';
import { REAL_EFFECTS } from '../effects.js';
import type { Notice, RunEvent } from '../events.js';
import { openRun } from '../open-run.js';
import type { CheckedRoots } from '../roots.js';
import { checkRoots } from '../roots.js';
import type { Run } from '../run.js';
import { validateItem } from '../validate.js';
import { wasCutShort } from '../unfinished.js';

/** What a question about an item needs besides the item. */
export interface ItemOptions {
  readonly stateDirectory: string;
  /** Takes what people are to be told beside the answer. */
  readonly notice?: ((notice: Notice) => void) | undefined;
  readonly effects?: Effects | undefined;
  readonly connections?: Connections | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** `read`: a private copy of the journal, nothing is written anywhere. `write`: under the item's lock. */
export type Access = 'read' | 'write';

/** An opened item: what a run is made of, without the run. */
export interface OpenedItem {
  readonly run: Run;
  readonly roots: CheckedRoots;
}

/**
 * Does some work on an item's journal. Throws what opening it throws: `locked`, `state`, `refused`; a damaged one is
 * set aside (`write`) or left (`read`), and a notice says so.
 */
export async function withJournal<T>(
  item: Item,
  options: ItemOptions,
  access: Access,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const { stateDirectory, effects = REAL_EFFECTS } = options;
  const journal = await effects.openJournal(item, { stateDirectory, dryRun: access === 'read' });
  try {
    tellOrigin(journal, item, options);
    return await work(journal);
  } finally {
    await journal.close();
  }
}

/** Does some work on an item's journal and both its sides, which are refused as for a run (SPEC §4). */
export async function withItem<T>(
  item: Item,
  options: ItemOptions,
  access: Access,
  work: (opened: OpenedItem) => Promise<T>,
): Promise<T> {
  validateItem(item);
  const { stateDirectory, effects = REAL_EFFECTS, signal = new AbortController().signal } = options;
  const tell = (message: string): void => options.notice?.({ level: 'warning', message });
  return withJournal(item, options, access, async (journal) => {
    const sides = await effects.createEndpoints(item, tell, options.connections);
    try {
      await openBoth(sides, signal);
      const roots = await checkRoots(sides, journal, signal);
      const emit = (event: RunEvent): void =>
        void (event.type === 'notice' && options.notice?.(event.notice));
      const runOptions = { stateDirectory, dryRun: access === 'read' };
      const cutShort = await wasCutShort(journal);
      const run = openRun({ item, options: runOptions, sides, journal, emit, signal, effects, cutShort });
      return await work({ run, roots });
    } finally {
      await Promise.all([sides.source.close(), sides.destination.close()]);
    }
  });
}

function tellOrigin({ origin }: Journal, { mode }: Item, { notice }: ItemOptions): void {
  if (origin.state === 'new') {
    const message = `these two endpoints have not been synchronized in ${mode} mode with this state directory yet`;
    notice?.({ level: 'warning', message });
  } else if (origin.state === 'set-aside') {
    const where = origin.movedTo === undefined ? '' : `; it was set aside as ${origin.movedTo}`;
    notice?.({
      level: 'warning',
      message: `the journal could not be used (${origin.because})${where}: nothing is known of earlier runs`,
    });
  }
}
