import type { Endpoint } from '@syncline/endpoint';
import type { Answer, Listing, Side } from '@syncline/model';
import { emptyListing, ROOT } from '@syncline/model';
import type { Effects } from '../src/effects.js';
import { REAL_EFFECTS } from '../src/effects.js';

/** How the source shows itself: as a directory, or like a server, which tells no times of directories; a plain one no facts of files either. */
export type Kind = 'directory' | 'server' | 'plain server';

export interface Hooks {
  readonly kind: Kind;
  /** Called when the source has listed a directory, before anybody knows what is in it. */
  readonly listed?: (path: string) => void;
  /** Waited for before the source lists a directory. */
  readonly before?: (path: string) => Promise<void> | undefined;
  /** Of two directories the first is listed before the second. */
  readonly order?: readonly [string, string];
  /** A name in the root that listings do not show, though they look whole: of one that was cut at the end of a line. */
  readonly unlisted?: string;
  /** What a side shows instead of its listings, without columns. */
  readonly shows?: Partial<Record<Side, (listing: Listing) => Listing>>;
  /** The clock of the run. */
  readonly nowMs?: () => number;
  /** Called when a side that shows something else is asked for a path by name. */
  readonly asked?: (path: string) => void;
}

function watched(source: Endpoint, { kind, before, listed, order, unlisted }: Hooks): Endpoint {
  let firstIsListed = (): void => undefined;
  const first = new Promise<void>((resolve) => (firstIsListed = resolve));
  const list: Endpoint['list'] = async (path, signal) => {
    await before?.(path);
    if (path === order?.[1]) await first;
    const listing = await source.list(path, signal);
    listed?.(path);
    if (path === order?.[0]) firstIsListed();
    const hides = path === ROOT && unlisted !== undefined;
    if (!hides && kind !== 'plain server') return listing;
    const entries = listing.entries.filter(({ name }) => !hides || name !== unlisted);
    return { ...listing, entries: entries.map(shown), columns: undefined };
  };
  const shown = <T extends Answer>(entry: T): T => {
    return kind === 'plain server' ? { ...entry, identity: undefined } : entry;
  };
  const look: Endpoint['look'] = async (...args) => shown(await source.look(...args));
  return new Proxy(source, {
    get(target, key) {
      if (key === 'list') return list;
      if (key === 'look') return look;
      if (kind !== 'directory' && key === 'changedSince') return undefined;
      if (kind !== 'directory' && key === 'traits')
        return { ...target.traits, local: false, tokens: 'listing' };
      return Reflect.get(target, key) as unknown;
    },
  });
}

function showing(endpoint: Endpoint, side: Side, { shows, asked }: Hooks): Endpoint {
  const show = shows?.[side];
  if (show === undefined) return endpoint;
  const list: Endpoint['list'] = async (path, signal) => {
    const { columns: _, ...listing } = await endpoint.list(path, signal);
    return show(listing);
  };
  const look: Endpoint['look'] = (path, signal) => {
    asked?.(path);
    return endpoint.look(path, signal);
  };
  return new Proxy(endpoint, {
    get: (target, key) =>
      key === 'list' ? list : key === 'look' ? look : (Reflect.get(target, key) as unknown),
  });
}

/** What is shown of a directory that may not be listed. */
export function unlistable({ path }: Listing): Listing {
  return { ...emptyListing(path), complete: false, incompleteBecause: 'it may not be listed' };
}

/** What is shown of a directory when its listing is cut before a name. */
export function cutBefore(name: string, listing: Listing): Listing {
  const entries = listing.entries.filter((entry) => entry.name < name);
  return { ...listing, entries, complete: false, incompleteBecause: 'it was cut' };
}

/** The real effects, but for a source that tells when it lists, and sides that show something else than they list. */
export function effectsWith(hooks: Hooks): Effects {
  return {
    ...REAL_EFFECTS,
    nowMs: hooks.nowMs ?? REAL_EFFECTS.nowMs,
    async createEndpoints(...args) {
      const { source, destination } = await REAL_EFFECTS.createEndpoints(...args);
      return {
        source: showing(watched(source, hooks), 'source', hooks),
        destination: showing(destination, 'destination', hooks),
      };
    },
  };
}
