import t from 'tap';
import type { Journal } from '@syncline/state';
import { noteTrashClock, purgeableBeforeMs } from '../src/trash-clock.js';

const DAY = 86_400_000;
/** Any day will do; moments below are days from here. */
const TODAY = Date.UTC(2026, 10, 27) / DAY;
const IN_1970 = 1 - TODAY;

interface Row {
  readonly title: string;
  readonly keepDays?: number;
  /** When the clock was noted before. */
  readonly noted: readonly number[];
  readonly now: number;
  /** The age from which trash is purged. */
  readonly purged: number;
}

const rows: readonly Row[] = [
  { title: 'a first run goes by its clock', noted: [], now: 0, purged: -30 },
  { title: 'a clock that goes on is believed', noted: [-2, -1], now: 0, purged: -30 },
  { title: 'so is one that was put right by some hours', noted: [0.3, 0], now: 0.1, purged: -29.9 },
  { title: 'an item that rested is no leap', noted: [-7], now: 0, purged: -30 },
  { title: 'nor is one that runs once a quarter', noted: [-180, -90], now: 0, purged: -30 },
  { title: 'after 1970 nothing more is old', noted: [-1, IN_1970], now: 0, purged: IN_1970 - 30 },
  { title: 'nor is it a month later', noted: [-1, IN_1970, 0], now: 29.9, purged: IN_1970 - 30 },
  { title: 'then it is', noted: [-1, IN_1970, 0, 25], now: 30, purged: 0 },
  {
    title: 'a clock that is a little back after that changes nothing',
    noted: [IN_1970, 0],
    now: -0.1,
    purged: IN_1970 - 30,
  },
  { title: 'a year ahead only what was old before is old', noted: [-1, 0], now: 365, purged: -31 },
  { title: 'nor does the next run there think so', noted: [0, 365], now: 366, purged: -30 },
  { title: 'back from there all is as it was', noted: [0, 365], now: 1, purged: -29 },
  { title: 'in 1970 nothing is old', noted: [0], now: IN_1970, purged: IN_1970 - 30 },
  {
    title: 'a pause after 1970 does not make it older',
    noted: [IN_1970, -10],
    now: 0,
    purged: IN_1970 - 30,
  },
  {
    title: 'who runs twice a year purges what was old at the last run',
    noted: [-360, -180],
    now: 0,
    purged: -210,
  },
  { title: 'trash that is kept for a day bears no week', keepDays: 1, noted: [-7], now: 0, purged: -8 },
];

for (const { title, keepDays = 30, noted, now, purged } of rows) {
  t.test(`T1: ${title}`, async (t) => {
    const item = { trash: { keepDays } };
    const { journal } = memory();
    for (const day of noted) await noteTrashClock(journal, item, atMs(day));
    const before = purgeableBeforeMs(journal, item, atMs(now))!;
    t.equal(Math.round((before / DAY - TODAY) * 10), Math.round(purged * 10));
    await noteTrashClock(journal, item, atMs(now));
    t.equal(purgeableBeforeMs(journal, item, atMs(now)), before, 'whether that was noted already or not');
  });
}

t.test('the clock is noted once a day, and without a trash not at all', async (t) => {
  const { journal, writes } = memory();
  await noteTrashClock(journal, { trash: 'off' }, atMs(0));
  t.equal(purgeableBeforeMs(journal, { trash: 'off' }, atMs(0)), undefined);
  t.same(writes(), 0);
  for (let hour = 0; hour < 48; hour += 1)
    await noteTrashClock(journal, { trash: { keepDays: 30 } }, atMs(hour / 24));
  t.same(writes(), 2);
});

function atMs(day: number): number {
  return Math.round((TODAY + day) * DAY);
}

function memory(): { readonly journal: Journal; readonly writes: () => number } {
  const facts = new Map<string, string>();
  let writes = 0;
  const journal = {
    getFact: (key: string): unknown => {
      const value = facts.get(key);
      return value === undefined ? undefined : (JSON.parse(value) as unknown);
    },
    setFact: async (key: string, value: unknown) => {
      writes += 1;
      facts.set(key, JSON.stringify(value));
    },
  };
  return { journal: journal as Partial<Journal> as Journal, writes: () => writes };
}
