import { compareBytes } from '@syncline/model';
import type { Spill } from '@syncline/state';

/** The spilled plan of one run; values go through JSON, as on disk. */
export function createMemorySpill(): Spill {
  const values = new Map<string, string>();
  return {
    async put(entries) {
      for (const { key, value } of entries) values.set(key, JSON.stringify(value));
    },
    async get(key) {
      const value = values.get(key);
      return value === undefined ? undefined : (JSON.parse(value) as unknown);
    },
    async drop(key) {
      values.delete(key);
    },
    async *iterate({ prefix = '', range, reverse = false } = {}) {
      if (values.size === 0) return;
      const wanted = (key: string): boolean =>
        range === undefined ? key.startsWith(prefix) : key >= range.from && key < range.before;
      const found = [...values]
        .filter(([key]) => wanted(key))
        .sort(([left], [right]) => compareBytes(left, right));
      if (reverse) found.reverse();
      for (const [key, value] of found) yield { key, value: JSON.parse(value) as unknown };
    },
    async clear(prefix = '') {
      for (const key of values.keys()) if (key.startsWith(prefix)) values.delete(key);
    },
  };
}
