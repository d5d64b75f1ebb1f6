import { nextRun } from './occurrences.js';
import type { Schedule } from './schedule.js';
import type { Zone } from './zone.js';

/** The schedules of one item. */
export interface Timed {
  readonly name: string;
  readonly schedules: readonly Schedule[];
  readonly zone: Zone;
  /** Whether a run that was missed while nothing looked is made up for, once. */
  readonly catchUp: boolean;
}

/** Time as it is told, and a way to be woken; both can be played by a test. */
export interface Clock {
  /** ms since the epoch; may jump. */
  nowMs(): number;
  /** Calls back after so many ms of real time; returns how to stop that. */
  after(ms: number, wake: () => void): () => void;
}

/** Whoever sets the clock is noticed within this time. */
const LONGEST_SLEEP_MS = 30_000;
/** A clock that went back by less is only being put right: what ran does not run again. */
const PUT_RIGHT_MS = 60 * 60 * 1_000;

interface Entry extends Timed {
  nextMs: number | undefined;
  /** The next time is one that was missed. */
  missed: boolean;
}

/** A time that has come. */
export interface Due {
  readonly name: string;
  readonly dueMs: number;
  /** It was missed while nothing looked, and is made up for. */
  readonly missed: boolean;
}

/**
 * Says when items are due, by their schedules (SPEC §5): each time once, whatever the clock does. A clock that jumps ahead
 * over many times makes one run of them; one that is put far back starts counting anew from there.
 */
export class Timetable {
  readonly #clock: Clock;
  readonly #due: (due: Due) => void;
  readonly #entries = new Map<string, Entry>();
  #lookedMs: number;
  #stopSleep: (() => void) | undefined;

  /** `due` is called for each item and time that has come. */
  constructor(clock: Clock, due: (due: Due) => void) {
    this.#clock = clock;
    this.#due = due;
    this.#lookedMs = clock.nowMs();
  }

  /**
   * Follows an item from now on, in the place of one of its name. `lastMs`: until when its times have been seen to, such
   * as the start of its last run; with `catchUp` one that was missed since then is due at once.
   */
  set(timed: Timed, lastMs?: number): void {
    // A time that has come, and that nobody was woken for yet, is not lost by an edit.
    this.#look();
    const now = this.#clock.nowMs();
    const missedMs =
      timed.catchUp && lastMs !== undefined && lastMs < now
        ? nextRun(timed.schedules, timed.zone, lastMs)
        : undefined;
    const missed = missedMs !== undefined && missedMs <= now;
    const nextMs = missed ? missedMs : nextRun(timed.schedules, timed.zone, now);
    this.#entries.set(timed.name, { ...timed, nextMs, missed });
    this.#look();
  }

  remove(name: string): void {
    this.#entries.delete(name);
  }

  /** When an item is due next, ms since the epoch. */
  nextMs(name: string): number | undefined {
    return this.#entries.get(name)?.nextMs;
  }

  /** Calls nobody any more. */
  stop(): void {
    this.#stopSleep?.();
    this.#entries.clear();
  }

  #look(): void {
    this.#stopSleep?.();
    const now = this.#clock.nowMs();
    if (now < this.#lookedMs - PUT_RIGHT_MS) this.#startAnew(now);
    this.#lookedMs = Math.max(this.#lookedMs, now);
    const due: Due[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.nextMs === undefined || entry.nextMs > now) continue;
      due.push({ name: entry.name, dueMs: entry.nextMs, missed: entry.missed });
      entry.nextMs = nextRun(entry.schedules, entry.zone, now);
      entry.missed = false;
    }
    this.#sleep(now);
    for (const each of due) this.#due(each);
  }

  #startAnew(now: number): void {
    this.#lookedMs = now;
    for (const entry of this.#entries.values())
      Object.assign(entry, { nextMs: nextRun(entry.schedules, entry.zone, now), missed: false });
  }

  #sleep(now: number): void {
    const times = [...this.#entries.values()].map(({ nextMs }) => nextMs).filter((ms) => ms !== undefined);
    if (times.length === 0) return;
    const ms = Math.min(LONGEST_SLEEP_MS, Math.max(0, Math.min(...times) - now));
    this.#stopSleep = this.#clock.after(ms, () => this.#look());
  }
}
