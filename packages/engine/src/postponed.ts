import type { ContentEntry, DirectoryEntry, Path, Side } from '@syncline/model';
import type { Spill } from '@syncline/state';

/**
 * What needs the whole picture waits until the walk is over, on disk unless it is little. Three ranges, each
 * ordered by path:
 *   tops        what a side does not have, to be proven absent there
 *   removals    what is to go from a side
 *   creations   what can be made only after something else is gone or made, or may turn out to be a move, be it over something
 * A path is to be removed or created on one side at most.
 */
export interface Postponed {
  readonly tops: Range<Top>;
  readonly removals: Range<Removal>;
  readonly creations: Range<Creation>;
}

export interface Top {
  /** The side whose absence is to be proven. */
  readonly absentOn: Side;
}

export interface Removal {
  readonly side: Side;
  readonly entry: ContentEntry | DirectoryEntry;
  readonly reason: 'extra' | 'deleted' | 'kind';
}

export interface Creation {
  /** Where it is to be made. */
  readonly side: Side;
  readonly entry: ContentEntry | DirectoryEntry;
  /** Where the journal knows this very file or directory from: the create is a move if that path is gone. */
  readonly from?: Path | undefined;
  /** Set once the create has turned out to be a move: what the side has under the old path. */
  readonly moves?: ContentEntry | undefined;
  /** What the side has under this path, of the same kind or a link for a file: it is replaced. */
  readonly over?: ContentEntry | undefined;
  /** It takes the place of another kind, which has to be gone first. */
  readonly replaces?: true | undefined;
}

export interface Range<T> {
  put(path: Path, value: T): Promise<void>;
  get(path: Path): Promise<T | undefined>;
  drop(path: Path): Promise<void>;
  /** In the order of the paths' bytes, or the reverse of it (children before their parents); all, or those below a path. */
  iterate(options?: { readonly reverse?: boolean; readonly below?: Path }): AsyncIterable<readonly [Path, T]>;
}

export function postponedIn(spill: Spill): Postponed {
  return {
    tops: range(spill, 'top'),
    removals: range(spill, 'remove'),
    creations: range(spill, 'create'),
  };
}

function range<T>(spill: Spill, name: string): Range<T> {
  const prefix = `${name}\0`;
  return {
    put: (path, value) => spill.put([{ key: prefix + path, value }]),
    get: async (path) => (await spill.get(prefix + path)) as T | undefined,
    drop: (path) => spill.drop(prefix + path),
    async *iterate({ reverse = false, below } = {}) {
      const wanted = below === undefined ? prefix : `${prefix}${below}/`;
      for await (const { key, value } of spill.iterate({ prefix: wanted, reverse })) {
        yield [key.slice(prefix.length) as Path, value as T] as const;
      }
    },
  };
}
