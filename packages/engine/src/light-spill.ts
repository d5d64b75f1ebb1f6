import { compareBytes } from '@syncline/model';
import type { Spill, Spilled, SpillSelection } from '@syncline/state';

/** What a pass over a few changes puts off fits; the deletes of a large folder do not, and go to disk. */
const MAX_IN_MEMORY = 20_000;

/** A spill for runs that put little off: in memory up to a bound, from then on in `disk`. */
export class LightSpill implements Spill {
  readonly #disk: Spill;
  readonly #maxInMemory: number;
  #memory: Map<string, unknown> | undefined = new Map();
  /** What was in memory is on the disk then. RACE: whoever comes meanwhile waits for that. */
  #moved: Promise<void> | undefined;

  constructor(disk: Spill, maxInMemory: number = MAX_IN_MEMORY) {
    this.#disk = disk;
    this.#maxInMemory = maxInMemory;
  }

  /** Whether nothing was put off, as far as that is known without reading the disk. */
  get isEmpty(): boolean {
    return this.#memory?.size === 0;
  }

  async put(entries: readonly Spilled[]): Promise<void> {
    if (this.#memory === undefined) return (await this.#onDisk()).put(entries);
    for (const { key, value } of entries) this.#memory.set(key, value);
    if (this.#memory.size <= this.#maxInMemory) return;
    const all = [...this.#memory].map(([key, value]) => ({ key, value }));
    this.#memory = undefined;
    this.#moved = this.#disk.clear().then(() => this.#disk.put(all));
    await this.#moved;
  }

  async get(key: string): Promise<unknown> {
    return this.#memory === undefined ? (await this.#onDisk()).get(key) : this.#memory.get(key);
  }

  async drop(key: string): Promise<void> {
    if (this.#memory === undefined) await (await this.#onDisk()).drop(key);
    else this.#memory.delete(key);
  }

  async *iterate(selection: SpillSelection = {}): AsyncGenerator<Spilled> {
    if (this.#memory === undefined) return yield* (await this.#onDisk()).iterate(selection);
    const { prefix = '', range, reverse = false } = selection;
    const isWanted = (key: string): boolean =>
      range === undefined ? key.startsWith(prefix) : key >= range.from && key < range.before;
    const keys = [...this.#memory.keys()].filter(isWanted).sort(compareBytes);
    if (reverse) keys.reverse();
    const entries = keys.map((key) => ({ key, value: this.#memory!.get(key) }));
    yield* entries;
  }

  async clear(prefix = ''): Promise<void> {
    if (this.#memory === undefined) return (await this.#onDisk()).clear(prefix);
    for (const key of this.#memory.keys()) if (key.startsWith(prefix)) this.#memory.delete(key);
  }

  async #onDisk(): Promise<Spill> {
    await this.#moved;
    return this.#disk;
  }
}
