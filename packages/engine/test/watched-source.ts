import type { Endpoint } from '@syncline/endpoint';
import { ROOT } from '@syncline/model';
import type { Effects } from '../src/effects.js';
import { REAL_EFFECTS } from '../src/effects.js';

/** How the source shows itself: as a directory, or like a server, which tells no times of directories. */
export type Kind = 'directory' | 'server';

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
    if (path !== ROOT || unlisted === undefined) return listing;
    const entries = listing.entries.filter(({ name }) => name !== unlisted);
    return { ...listing, entries, columns: undefined };
  };
  return new Proxy(source, {
    get(target, key) {
      if (key === 'list') return list;
      if (kind === 'server' && key === 'changedSince') return undefined;
      if (kind === 'server' && key === 'traits') return { ...target.traits, local: false, tokens: 'listing' };
      return Reflect.get(target, key) as unknown;
    },
  });
}

/** The real effects, but for a source that tells when it lists. */
export function effectsWith(hooks: Hooks): Effects {
  return {
    ...REAL_EFFECTS,
    async createEndpoints(...args) {
      const { source, destination } = await REAL_EFFECTS.createEndpoints(...args);
      return { source: watched(source, hooks), destination };
    },
  };
}
