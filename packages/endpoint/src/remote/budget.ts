import type { BandwidthShare } from '../endpoint.js';

/** What several users of one server may send and receive together: as much as the one that is allowed the most. */
export interface Budget {
  /** One more user, which alone would keep to this rate. */
  join(bytesPerSecond: number): BudgetUser;
}

export interface BudgetUser extends BandwidthShare {
  /** It takes no further part. Idempotent. */
  leave(): void;
}

export interface BudgetClock {
  /** Monotonic. */
  nowMs(): number;
  after(ms: number, work: () => void): void;
}

const REAL_CLOCK: BudgetClock = {
  nowMs: () => performance.now(),
  // Whoever waits has a connection open, which keeps the process.
  after: (ms, work) => void setTimeout(work, ms).unref(),
};

/** What a pause earns, ms at the full rate: makes up for timers that fire late. */
const BURST_MS = 50;

interface User {
  readonly bytesPerSecond: number;
  /** Where its last debt ends, in bytes of the budget's own count (see `createBudget`). */
  paidTo: number;
}

interface Debt {
  /** Where what is left of it begins, and how much that is. */
  from: number;
  bytes: number;
  readonly settle: () => void;
}

/** So much of a debt is paid at once: the longest that others wait behind it. */
const PART_BYTES = 64 * 1024;

/**
 * Debts are paid one after the other, and next is the one that begins first: each begins where the last one of its user ends,
 * but not before the one that is being paid now, so that a user who rested has saved nothing up (start-time fair queueing).
 */
export function createBudget(clock: BudgetClock = REAL_CLOCK): Budget {
  const users = new Set<User>();
  const debts: Debt[] = [];
  let paying = false;
  /** Where the debt begins that is being paid. */
  let position = 0;
  let paidUntilMs = Number.NEGATIVE_INFINITY;

  /** Returns how long it takes, ms; zero or less: it is paid already. */
  const pay = (bytes: number): number => {
    const rate = Math.max(...[...users].map(({ bytesPerSecond }) => bytesPerSecond));
    paidUntilMs = Math.max(paidUntilMs, clock.nowMs() - BURST_MS) + (bytes * 1_000) / rate;
    return paidUntilMs - clock.nowMs();
  };

  /** Pays the debt that begins first, in part or whole, and then the others. */
  const payOn = (): void => {
    for (paying = false; debts.length > 0;) {
      debts.sort((left, right) => left.from - right.from);
      const debt = debts[0]!;
      position = debt.from;
      const part = Math.min(debt.bytes, PART_BYTES);
      debt.from += part;
      debt.bytes -= part;
      if (debt.bytes === 0) debts.shift();
      const done = debt.bytes === 0 ? debt.settle : () => undefined;
      const waitMs = pay(part);
      if (waitMs > 0) {
        paying = true;
        return clock.after(waitMs, () => (done(), payOn()));
      }
      done();
    }
  };

  const owe = (user: User, bytes: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const gone = (): void => {
        const index = debts.indexOf(debt);
        if (index >= 0) debts.splice(index, 1);
        reject(signal.reason as Error);
      };
      const settle = (): void => {
        signal.removeEventListener('abort', gone);
        resolve();
      };
      const debt: Debt = { bytes, from: Math.max(position, user.paidTo), settle };
      user.paidTo = debt.from + bytes;
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener('abort', gone, { once: true });
      debts.push(debt);
      if (!paying) payOn();
    });

  const budget: Budget = {
    join(bytesPerSecond) {
      const user: User = { bytesPerSecond, paidTo: 0 };
      users.add(user);
      return {
        of: budget,
        spend: (bytes, signal) => owe(user, bytes, signal),
        leave: () => void users.delete(user),
      };
    },
  };
  return budget;
}
