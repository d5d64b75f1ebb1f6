import type { Path } from '@syncline/model';
import { pathOfSums, startingWith, SUMS } from './keys.js';
import type { Store } from './store.js';

/** So many directories' sums are held (and a chunk's more), some 350 bytes each. Those of others are looked up one by one. */
const MAX_DIRECTORIES = 10_000;

/**
 * The sums of directories (`FileSums`, as they are stored) at the time when a journal is opened, read in one go: a run begins by
 * asking for all of them. LevelDB counts look-ups that pass a table by, and merges that table with the others after a hundred:
 * asked for one by one, the sums would have it write the whole database anew in every run that comes after a change.
 */
export class SumsAhead {
  readonly #bodies: Map<Path, string>;

  private constructor(bodies: Map<Path, string>) {
    this.#bodies = bodies;
  }

  static none(): SumsAhead {
    return new SumsAhead(new Map());
  }

  /** Throws what `Store.chunks` does. */
  static async read(store: Store, maxDirectories = MAX_DIRECTORIES): Promise<SumsAhead> {
    const bodies = new Map<Path, string>();
    for await (const chunk of store.chunks(startingWith(SUMS))) {
      for (const [key, body] of chunk) bodies.set(pathOfSums(key), body);
      if (bodies.size >= maxDirectories) break;
    }
    return new SumsAhead(bodies);
  }

  /** The sums of a directory, once: they are let go of. Undefined: the database is to be asked. */
  take(directory: Path): string | undefined {
    const body = this.#bodies.get(directory);
    this.#bodies.delete(directory);
    return body;
  }

  /** The sums or the rows of a directory are about to change. */
  forget(directory: Path): void {
    this.#bodies.delete(directory);
  }
}
