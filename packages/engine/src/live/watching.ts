import type { Endpoint } from '@syncline/endpoint';
import type { Answer, Item, Path, Side } from '@syncline/model';
import { nameOf, ROOT, SIDES, unknownEntry } from '@syncline/model';
import type { Selection, Trigger } from '@syncline/scanner';
import { watch } from '@syncline/scanner';
import type { Subscription } from 'rxjs';
import type { Endpoints } from '../open-endpoints.js';
import type { LiveState } from './events.js';

export interface WatchingOptions {
  readonly item: Item;
  readonly selection: Readonly<Record<Side, Selection>>;
  /** Makes both sides, to look at; those that are watched are opened and closed with the watch. */
  readonly createSides: () => Promise<Endpoints>;
  readonly onTrigger: (side: Side, trigger: Trigger) => void;
}

/** The watches of an item's sides, and what of them has to be polled instead. */
export class Watching {
  readonly #options: WatchingOptions;
  readonly #subscriptions: Subscription[] = [];
  readonly #polled: Record<Side, Path[]> = { source: [], destination: [] };
  /** Once it has begun. */
  #sides: Endpoints | undefined;

  constructor(options: WatchingOptions) {
    this.#options = options;
  }

  /** Whether what changes on a side comes to be known otherwise than by an audit; one way, the destination need not be followed. */
  follows(side: Side): boolean {
    return side === 'source' || this.#options.item.mode === 'two-way';
  }

  isWatched(side: Side): boolean {
    return this.kinds[side] === 'watched';
  }

  get kinds(): LiveState['sides'] {
    const kind = (side: Side): LiveState['sides'][Side] => {
      if (!this.follows(side)) return 'none';
      return this.#polled[side].includes(ROOT) ? 'polled' : 'watched';
    };
    return { source: kind('source'), destination: kind('destination') };
  }

  /** What has to be polled: folders, the root of a side among them where nothing of it can be watched. */
  get polled(): ReadonlySet<Path> {
    return new Set([...this.#polled.source, ...this.#polled.destination]);
  }

  /** Begins to watch; resolves when whatever changes from then on is told. */
  async start(): Promise<void> {
    const sides = (this.#sides = await this.#options.createSides());
    await Promise.all(SIDES.map((side) => this.#startSide(side, sides[side])));
  }

  /** Asks a watched side for a path; doubt is told by a pass. */
  async look(side: Side, path: Path): Promise<Answer> {
    try {
      const found = await this.#sides?.[side].look(path);
      if (found !== undefined) return found;
    } catch {
      // Whatever stands against it: it is not known.
    }
    return unknownEntry(path, nameOf(path), 'unreadable', 'it could not be looked at');
  }

  async close(): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    await Promise.all(SIDES.map((side) => this.#sides?.[side].close()));
  }

  async #startSide(side: Side, ofSide: Endpoint): Promise<void> {
    const { item, selection } = this.#options;
    if (!this.follows(side)) return;
    const { endpoint } = item[side];
    if (endpoint.type !== 'directory') return void this.#polled[side].push(ROOT);
    await ofSide.open();
    const { ignore, leftOut, recursive } = selection[side];
    const leavesOut = (path: Path): boolean =>
      ignore(path) || leftOut(path) || (!recursive && path.includes('/'));
    await new Promise<void>((resolve, reject) => {
      const next = (trigger: Trigger): void =>
        trigger.type === 'armed' ? resolve() : this.#onTrigger(side, trigger);
      this.#subscriptions.push(watch(endpoint.path, { leavesOut }).subscribe({ next, error: reject }));
    });
  }

  #onTrigger(side: Side, trigger: Trigger): void {
    if (trigger.type === 'unwatched') this.#polled[side].push(trigger.path);
    this.#options.onTrigger(side, trigger);
  }
}
