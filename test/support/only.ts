import { isDeepStrictEqual } from 'node:util';

/**
 * In a pattern of `t.match`, which takes a list for matched by its beginning, and the empty one by anything: these elements, in
 * this order, and no more.
 */
export function only(elements: readonly unknown[]): unknown {
  const pattern = (): void => undefined;
  return Object.defineProperties(pattern, {
    name: { value: `only ${JSON.stringify(elements)}` },
    [Symbol.hasInstance]: { value: (actual: unknown) => isDeepStrictEqual(actual, elements) },
  });
}
