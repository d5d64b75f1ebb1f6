import type { Clock } from '@syncline/scheduler';
import { backoffMs } from '@syncline/scheduler';

/** Tries items again after an endpoint failed, ever more slowly (SPEC §5). */
export interface Retries {
  /** A run failed: another one after a while. */
  failed(name: string): void;
  /** When it is tried again, ms since the epoch; undefined while nothing is waited for. */
  atMs(name: string): number | undefined;
  /** Waits no longer, for it is tried now. How often it failed is still known. */
  tried(name: string): void;
  /** It works, or is none of our business any more. */
  forget(name: string): void;
  /** Waits for nothing any more. */
  close(): void;
}

export interface RetriesOptions {
  readonly clock: Clock;
  /** From 0, below 1. */
  readonly random: () => number;
  /** It is time to try. */
  readonly again: (name: string) => void;
}

interface Wait {
  readonly atMs: number;
  readonly cancel: () => void;
}

export function createRetries({ clock, random, again }: RetriesOptions): Retries {
  const failures = new Map<string, number>();
  const waits = new Map<string, Wait>();
  const tried = (name: string): void => {
    waits.get(name)?.cancel();
    waits.delete(name);
  };
  return {
    failed(name) {
      tried(name);
      const count = (failures.get(name) ?? 0) + 1;
      failures.set(name, count);
      const ms = backoffMs(count, random());
      const cancel = clock.after(ms, () => {
        waits.delete(name);
        again(name);
      });
      waits.set(name, { atMs: clock.nowMs() + ms, cancel });
    },
    atMs: (name) => waits.get(name)?.atMs,
    tried,
    forget(name) {
      tried(name);
      failures.delete(name);
    },
    close() {
      for (const name of waits.keys()) tried(name);
    },
  };
}
