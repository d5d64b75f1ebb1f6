/** A seeded source of numbers: the same seed gives the same sequence, on every machine. */
export interface Random {
  /** An integer of 32 bits. */
  next(): number;
  /** An integer from 0 up to and without `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** Mulberry32: small, fast, and good enough to reach every corner. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  // The first values of neighbouring seeds are alike.
  for (let warm = 0; warm < 4; warm += 1) next();
  const below = (limit: number): number => next() % limit;
  return {
    next,
    below,
    chance: (probability) => next() < probability * 0x1_0000_0000,
    pick: (choices) => choices[below(choices.length)]!,
  };
}
