import type { Clock } from '@syncline/scheduler';
import type { Observable } from 'rxjs';
import { Subject } from 'rxjs';
import type { ConfiguredItem } from '../config/configured-item.js';
import type { DaemonEvent } from '../runs/daemon-event.js';

/** How many conflicts items have that nobody has decided about: as many as the list of an item's conflicts has. */
export interface OpenConflicts {
  /** As last counted; 0 before that. */
  of(name: string): number;
  /** Takes over which items there are, and counts those of which nothing is known. */
  learn(items: readonly ConfiguredItem[]): void;
  /** Counts again after a run that may have changed the number. */
  see(event: DaemonEvent): void;
  /** Counts again: somebody decided about one. */
  look(name: string): void;
  /** Each number that has changed. */
  readonly events: Observable<DaemonEvent>;
  /** Counts nothing more; resolves once nothing is being counted. */
  close(): Promise<void>;
}

export interface OpenConflictsOptions {
  /** Reads the journal of an item. */
  readonly count: (item: ConfiguredItem, signal: AbortSignal) => Promise<number>;
  readonly clock: Clock;
}

/** A journal of a million names takes seconds to read: for so many times as long nothing is counted after it. */
const RESTS = 4;

interface Known {
  readonly item: ConfiguredItem;
  /** Which journal it is that is read. */
  readonly pair: string;
  readonly open: number;
}

/** Counts beside all else, one item after the other, the one that was asked for last before the others. */
export function createOpenConflicts({ count, clock }: OpenConflictsOptions): OpenConflicts {
  const known = new Map<string, Known>();
  const wanted = new Set<string>();
  const events = new Subject<DaemonEvent>();
  const closing = new AbortController();
  let working: Promise<void> | undefined;
  let wake: (() => void) | undefined;

  const countOne = async (name: string): Promise<void> => {
    const asked = known.get(name);
    if (asked === undefined) return;
    // Whoever opens the item is told why its journal cannot be read; the number stays what it was.
    const open = await count(asked.item, closing.signal).catch(() => asked.open);
    // RACE: another journal may be its own by now, which is counted next.
    if (known.get(name) !== asked || asked.open === open) return;
    known.set(name, { ...asked, open });
    events.next({ type: 'conflicts', item: name, open });
  };

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });

  const work = async (): Promise<void> => {
    for (let name = [...wanted].at(-1); name !== undefined; name = [...wanted].at(-1)) {
      wanted.delete(name);
      const beganMs = performance.now();
      await countOne(name);
      await rest(RESTS * (performance.now() - beganMs));
    }
    working = undefined;
  };

  const look = (name: string): void => {
    if (closing.signal.aborted || !known.has(name)) return;
    wanted.delete(name);
    wanted.add(name);
    working ??= work();
  };

  const of = (name: string): number => known.get(name)?.open ?? 0;

  return {
    of,
    learn(items) {
      const twoWay = items.filter(({ mode }) => mode === 'two-way');
      const names = new Set(twoWay.map(({ name }) => name));
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
      for (const item of twoWay) {
        const pair = JSON.stringify([item.source.endpoint, item.destination.endpoint]);
        if (known.get(item.name)?.pair === pair) continue;
        known.set(item.name, { item, pair, open: 0 });
        look(item.name);
      }
    },
    see(event) {
      if (event.type !== 'run-ended') return;
      const { item, summary } = event.run;
      if (summary === undefined || summary.conflicts > 0 || of(item) > 0) look(item);
    },
    look,
    events,
    async close() {
      closing.abort();
      wanted.clear();
      wake?.();
      await working;
    },
  };
}
