import { hostname } from 'node:os';
import type { Item } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { journalDirectory, lastRowCount, openJournal } from '@syncline/state';
import { identifiedSides } from './done.js';
import { pairOf } from './label.js';
import type { Connections, Endpoints } from './open-endpoints.js';
import { createEndpoints } from './open-endpoints.js';
import type { RunOptions } from './options.js';
import { touchedBy } from './touched.js';

/** Everything that a run reaches outside itself: `synchronize` gives the real things, a simulator its own. */
export interface Effects {
  /** The journal of an item; of a dry run a private copy, whose changes are forgotten. */
  openJournal(item: Item, options: RunOptions): Promise<Journal>;
  /** About how many rows the item's journal has, told before it is opened. Default: unknown. */
  expectedRows?(item: Item, options: RunOptions): Promise<number>;
  /** Both sides, unopened. `notice` takes what is to be told about them; `connections`: shared with other items. */
  createEndpoints(
    item: Item,
    notice: (message: string) => void,
    connections: Connections | undefined,
  ): Promise<Endpoints>;
  /** ms since the epoch. */
  nowMs(): number;
  /** The name of this machine. */
  host(): string;
  /** Calls `work` every so often until what it returns is called. */
  repeat(everyMs: number, work: () => void): () => void;
}

/** Disks, servers, the state directory, the clock of this machine. */
export const REAL_EFFECTS: Effects = {
  openJournal: (item, options) =>
    openJournal({
      directory: journalDirectory(options.stateDirectory, item.name),
      pair: pairOf(item),
      itemName: item.label ?? item.name,
      claims: touchedBy(item).filter(({ writes }) => writes),
      mode: options.dryRun === true ? 'copy' : 'write',
      refuseLocked: options.refuseLocked,
      indexSides: identifiedSides(item),
    }),
  expectedRows: (item, options) => lastRowCount(journalDirectory(options.stateDirectory, item.name)),
  createEndpoints,
  nowMs: () => Date.now(),
  host: hostname,
  repeat(everyMs, work) {
    const timer = setInterval(work, everyMs);
    return () => clearInterval(timer);
  },
};
