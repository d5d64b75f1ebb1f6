import type { Item } from '@syncline/model';
import type { Journal } from '@syncline/state';

/** The fact under which the journal keeps `TrashClock`. */
const TRASH_CLOCK_FACT = 'trashClock';

const MS_PER_DAY = 24 * 60 * 60 * 1_000;

/** A step of the clock beyond so many times what trash is kept for is a leap; within, it is an item that rested. */
const LEAP_KEEPS = 3;

/** What is remembered of the clock that dates trash, so that one which was wrong for a while purges nothing early. */
interface TrashClock {
  /** What it told, within a day of what it told last. */
  readonly lastMs: number;
  /** It went on from one moment to another far ahead of it, so either may be wrong. */
  readonly leap?: { readonly fromMs: number; readonly toMs: number };
}

type Dating = Pick<Item, 'trash'>;

/** Notes what the clock tells; before anything goes to the trash under its time. Writes at most once a day, unless the clock leaps. */
export async function noteTrashClock(journal: Journal, { trash }: Dating, nowMs: number): Promise<void> {
  if (trash === 'off') return;
  const known = journal.getFact(TRASH_CLOCK_FACT);
  const noted = goneOn(clockOf(journal, nowMs), nowMs, trash.keepDays * MS_PER_DAY);
  if (JSON.stringify(known) !== JSON.stringify(noted)) await journal.setFact(TRASH_CLOCK_FACT, noted);
}

/**
 * Trash of runs that started before this moment (ms since the epoch) is to be purged; undefined: none. For as long as trash is kept after
 * the clock leapt, only what was old before: what was made under a wrong time stays as long as all else, and so does what only seems old.
 */
export function purgeableBeforeMs(journal: Journal, { trash }: Dating, nowMs: number): number | undefined {
  if (trash === 'off') return undefined;
  const keepMs = trash.keepDays * MS_PER_DAY;
  return (goneOn(clockOf(journal, nowMs), nowMs, keepMs).leap?.fromMs ?? nowMs) - keepMs;
}

function clockOf(journal: Journal, nowMs: number): TrashClock {
  return (journal.getFact(TRASH_CLOCK_FACT) as TrashClock | undefined) ?? { lastMs: nowMs };
}

function goneOn({ lastMs, leap }: TrashClock, nowMs: number, keepMs: number): TrashClock {
  const byMs = nowMs - lastMs;
  const at = Math.abs(byMs) <= MS_PER_DAY ? lastMs : nowMs;
  // Once it is over, or the clock went back behind it, it says nothing any more.
  if (leap !== undefined && nowMs > leap.toMs - MS_PER_DAY && nowMs < leap.toMs + keepMs)
    return { lastMs: at, leap };
  const leaps = byMs > LEAP_KEEPS * keepMs + MS_PER_DAY;
  return leaps ? { lastMs: nowMs, leap: { fromMs: lastMs, toMs: nowMs } } : { lastMs: at };
}
