import type { Endpoint } from '@syncline/endpoint';
import type { Side } from '@syncline/model';

/** A counting semaphore: at most `count` pieces of work at once, first come, first served. */
export interface Slots {
  use<T>(work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async use(work) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}

/** How much is done at once where both sides take part: as much as the faster one takes. */
export function atOnceOn({ source, destination }: Readonly<Record<Side, Pick<Endpoint, 'traits'>>>): number {
  return Math.max(source.traits.parallel, destination.traits.parallel);
}
