import type { Path, Side } from '@syncline/model';
import { nameOf, parentOf } from '@syncline/model';
import type { Name } from '@syncline/model';
import type { walkIn } from '../carry-out.js';
import type { Place } from '../place.js';
import type { Hinted } from '../run.js';
import { Bell } from './bell.js';
import type { ScopedPlaces } from './scoped-places.js';

/** What becomes ready while a pass goes on. */
export interface Joining {
  /** Resolves when there may be more, or on abort. */
  wait(signal: AbortSignal): Promise<void>;
  /** Names that became ready, and that the pass is not looking at. */
  joinable(): readonly Path[];
  /** The pass looks at these, too. */
  join(paths: readonly Path[]): void;
  /** What of a side is known to have changed and is in the hands of no pass; what the watch was told by now included. */
  hinted(side: Side): Promise<Hinted>;
}

export interface JoinedWalk {
  readonly walk: ReturnType<typeof walkIn>;
  readonly places: ScopedPlaces;
  readonly joining: Joining;
}

/** A pass that takes so long has something large in hand, which what is small need not wait for. */
const LONG_MS = 250;
/** So often at most more is taken in. */
const JOIN_EVERY_MS = 50;

/**
 * Walks the places of a pass. While that lasts, names that become ready meanwhile are looked at beside it: a new message goes
 * through while a large file is being transferred. What has to wait for the end of the walk (deletes, renames) waits for all.
 * INVARIANT: nothing joins once the first places are through, or the pass might never end.
 */
export async function walkJoined(first: readonly Place[], parts: JoinedWalk): Promise<void> {
  const { walk } = parts;
  const over = new AbortController();
  const walks = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const begin = (walking: Promise<void>): Promise<void> => {
    const settled = walking
      .catch((error: unknown) => {
        failure ??= { error };
        over.abort();
      })
      .finally(() => walks.delete(settled));
    walks.add(settled);
    return settled;
  };
  void begin(walk(first)).finally(() => over.abort());
  await new Bell().wait(LONG_MS, over.signal);
  while (!over.signal.aborted) {
    const place = await placesJoined(parts, over.signal).catch((error: unknown) => {
      failure ??= { error };
      over.abort();
      return [];
    });
    if (place.length > 0) void begin(walk(place));
    await parts.joining.wait(over.signal);
    await new Bell().wait(JOIN_EVERY_MS, over.signal);
  }
  await Promise.all(walks);
  if (failure !== undefined) throw failure.error;
}

async function placesJoined({ places, joining }: JoinedWalk, signal: AbortSignal): Promise<readonly Place[]> {
  const paths = await places.joinable(joining.joinable());
  if (paths.length === 0 || signal.aborted) return [];
  joining.join(paths);
  const names = new Map<Path, Set<Name>>();
  for (const path of paths) {
    const directory = parentOf(path);
    names.set(directory, (names.get(directory) ?? new Set()).add(nameOf(path)));
  }
  return places.of({ names, trees: new Set() });
}
