import type { Tree } from '../support/plant.ts';

/** Files whose sizes differ from each other and from everything else. */
export function files(count: number, prefix = 'f'): Tree {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`${prefix}${n}`, `${prefix}${'x'.repeat(n)}`]),
  );
}
