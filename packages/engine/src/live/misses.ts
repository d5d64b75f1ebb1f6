import type { Outcome, Path } from '@syncline/model';

/** Paths remembered until it is known whether the watch told of them. */
const MAX_PATHS = 10_000;

/** What passes over everything did, to find out what the watch had not told. */
export class Misses {
  readonly #paths = new Set<Path>();
  #total = 0;

  /** All that were counted. */
  get total(): number {
    return this.#total;
  }

  clear(): void {
    this.#paths.clear();
  }

  note({ op, outcome, path }: Outcome): void {
    if (outcome === 'applied' && op !== 'skip' && this.#paths.size < MAX_PATHS) this.#paths.add(path);
  }

  /** Counts those that nobody had told of, and forgets all. */
  count(isKnown: (path: Path) => boolean): { readonly count: number; readonly first: Path | undefined } {
    const missed = [...this.#paths].filter((path) => !isKnown(path));
    this.clear();
    this.#total += missed.length;
    return { count: missed.length, first: missed[0] };
  }
}
