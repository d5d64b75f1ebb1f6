import type { Clock } from '../src/timetable.js';

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  #now: number;
  #real = 0;
  readonly #alarms = new Set<{ at: number; wake: () => void }>();

  constructor(nowMs: number) {
    this.#now = nowMs;
  }

  nowMs(): number {
    return this.#now;
  }

  after(ms: number, wake: () => void): () => void {
    const alarm = { at: this.#real + ms, wake };
    this.#alarms.add(alarm);
    return () => void this.#alarms.delete(alarm);
  }

  /** Lets time pass, alarm by alarm. */
  pass(ms: number): void {
    const until = this.#real + ms;
    for (;;) {
      const next = [...this.#alarms].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) break;
      this.#alarms.delete(next);
      this.#now += next.at - this.#real;
      this.#real = next.at;
      next.wake();
    }
    this.#now += until - this.#real;
    this.#real = until;
  }

  /** Somebody sets the clock; no time passes. */
  jump(ms: number): void {
    this.#now += ms;
  }
}
