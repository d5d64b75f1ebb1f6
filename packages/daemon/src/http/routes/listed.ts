import { z } from 'zod';

/** Of one answer; what is beyond is counted. */
export const MOST_LISTED = 5_000;

/** What the command line prints of the same thing with `--json`. */
export const facts = z.record(z.string(), z.unknown());

/** The shape of a list that may be longer than what is answered of it. */
export const listed = z.object({
  entries: z.array(facts),
  more: z.number().int().describe('How many there are beyond those'),
});

/** Keeps the first ones, and counts the others. */
export function createList() {
  const entries: object[] = [];
  let more = 0;
  return {
    add(make: () => object): void {
      if (entries.length < MOST_LISTED) entries.push(make());
      else more += 1;
    },
    answer: () => ({ entries, more }),
  };
}
