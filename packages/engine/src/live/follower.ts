import type { Item, Outcome, Path, Side, Summary } from '@syncline/model';
import { isSynclineError, messageOf, otherSide, ROOT, showPath } from '@syncline/model';
import type { Trigger } from '@syncline/scanner';
import { JournalDamaged } from '@syncline/state';
import type { Effects } from '../effects.js';
import { errorNotice, summaryOf } from '../ending.js';
import type { RunEvent } from '../events.js';
import { notice } from '../run.js';
import { createTally } from '../tally.js';
import { Bell } from './bell.js';
import { Changes } from './changes.js';
import type { LiveEvent, LiveState, PassKind } from './events.js';
import type { Joining } from './joined-walk.js';
import type { LiveOptions } from './live-options.js';
import { DEFAULT_AUDIT_EVERY_MS, DEFAULT_POLL_EVERY_MS, DEFAULT_SETTLE_MS } from './live-options.js';
import { Misses } from './misses.js';
import { pauseMs } from './pauses.js';
import type { PassEnd } from './passes.js';
import { Passes } from './passes.js';
import { Standing } from './standing.js';
import { Watching } from './watching.js';

export interface FollowParts {
  readonly item: Item;
  readonly options: LiveOptions;
  readonly emit: (event: LiveEvent) => void;
  readonly signal: AbortSignal;
  readonly effects: Effects;
}

/** After a side was away, everything is looked at soon: what was being written then may have left something behind. */
const AUDIT_AFTER_LOSS_MS = 1_000;
/** Held deletes are listed by a pass over everything, which is not made more often than this. */
const AUDIT_FOR_HOLDS_MS = 30_000;

/** Keeps one item in step as it changes, from `run` until the signal. */
export class Follower {
  readonly #parts: FollowParts;
  readonly #passes: Passes;
  readonly #changes: Changes;
  readonly #bell = new Bell();
  readonly #misses = new Misses();
  readonly #standing: Standing;
  #watching: Watching;
  #phase: LiveState['phase'] = 'opening';
  #approved: boolean;
  #failing = false;
  #auditedMs: number | undefined;
  #nextAuditMs = 0;
  #nextPollMs = 0;

  constructor(parts: FollowParts) {
    const { options, emit, effects } = parts;
    this.#parts = parts;
    this.#standing = new Standing(emit);
    this.#approved = options.approveDeletes === true;
    const quiet = (event: RunEvent): void => {
      if (event.type !== 'summary') emit(event);
    };
    this.#passes = new Passes({ ...parts, emit: quiet }, () => {
      this.#failing = true;
      this.#bell.ring();
    });
    this.#watching = this.#newWatching();
    this.#changes = new Changes({
      settleMs: options.settleMs ?? DEFAULT_SETTLE_MS,
      nowMs: () => effects.nowMs(),
      look: (side, path) => this.#watching.look(side, path),
      row: (path) => this.#passes.row(path),
      onReady: () => this.#bell.ring(),
      onDropped: () => this.#tell(),
    });
  }

  /** Resolves when the signal ends it, or at once when the item cannot be opened: then its summary says why. */
  async run(): Promise<void> {
    try {
      if (!(await this.#begin())) return;
      while (!this.#parts.signal.aborted) await this.#step();
    } finally {
      this.#changes.close();
      await this.#watching.close();
      await this.#passes.close();
    }
  }

  /** Watches first, so that nothing that changes during the first pass is missed. */
  async #begin(): Promise<boolean> {
    const startedMs = performance.now();
    this.#tell();
    try {
      await this.#passes.open(this.#approved);
      await this.#watching.start();
    } catch (error) {
      if (isSynclineError(error) && error.code === 'usage') throw error;
      const interrupted = this.#parts.signal.aborted;
      if (!interrupted) this.#parts.emit({ type: 'notice', notice: errorNotice(error) });
      const summary = summaryOf({ tally: createTally(), interrupted, startedMs, error });
      this.#parts.emit({ type: 'summary', summary, pass: 'start' });
      return false;
    }
    await this.#everything('start');
    return true;
  }

  async #step(): Promise<void> {
    if (this.#failing) return this.#stumble();
    const nowMs = this.#parts.effects.nowMs();
    if (nowMs >= this.#nextAuditMs || this.#changes.isEverything) return this.#everything('audit');
    if (nowMs >= this.#nextPollMs && this.#watching.polled.size > 0) return this.#poll();
    if (this.#changes.isReady || nowMs >= (this.#changes.retryMs ?? Infinity)) return this.#pass();
    this.#tell();
    const next = Math.min(
      this.#nextAuditMs,
      this.#watching.polled.size > 0 ? this.#nextPollMs : Infinity,
      this.#changes.retryMs ?? Infinity,
    );
    await this.#bell.wait(next - nowMs, this.#parts.signal);
  }

  /** What was done could not be committed behind the passes' backs. */
  async #stumble(): Promise<void> {
    this.#failing = false;
    const failure = await this.#passes.failure();
    if (failure !== undefined && !this.#parts.signal.aborted) await this.#recover(failure);
  }

  async #pass(): Promise<void> {
    const dirty = this.#changes.begin('some');
    if (dirty === undefined) return this.#changes.done();
    let outcomes = 0;
    const joining: Joining = {
      wait: (signal) => this.#bell.wait(Infinity, signal),
      joinable: () => this.#changes.joinable(),
      join: (paths) => this.#changes.join(paths),
      hinted: (side) => this.#changes.hinted(side),
    };
    const onOutcome = (outcome: Outcome): void => {
      outcomes += 1;
      this.#changes.note(outcome);
    };
    const end = await this.#passes.changes(dirty, onOutcome, joining);
    // A hint that led nowhere is not worth a line.
    const isEmpty = outcomes === 0 && end.error === undefined && end.summary.exit === 0;
    await this.#conclude(end, 'changes', !isEmpty);
    if (end.summary.held > 0) this.#hastenAudit((this.#auditedMs ?? 0) + AUDIT_FOR_HOLDS_MS);
  }

  async #poll(): Promise<void> {
    const { polled } = this.#watching;
    this.#setNextPoll();
    if (polled.has(ROOT)) return this.#everything('poll');
    for (const path of polled) this.#changes.addTree(path);
  }

  async #everything(kind: Exclude<PassKind, 'changes'>): Promise<void> {
    this.#changes.begin('everything');
    this.#misses.clear();
    const end = await this.#passes.everything(this.#approved, (outcome) => {
      this.#changes.note(outcome);
      if (kind !== 'start' && this.#watching.isWatched(otherSide(outcome.side))) this.#misses.note(outcome);
    });
    if (end.error === undefined) {
      const nowMs = this.#parts.effects.nowMs();
      this.#approved = false;
      this.#auditedMs = nowMs;
      this.#nextAuditMs = nowMs + (this.#parts.options.auditEveryMs ?? DEFAULT_AUDIT_EVERY_MS);
      this.#setNextPoll();
      this.#reportMisses();
    }
    await this.#conclude(end, kind, true);
  }

  async #conclude(end: PassEnd, pass: PassKind, tell: boolean): Promise<void> {
    const { signal } = this.#parts;
    if (end.error === undefined) this.#changes.done();
    else this.#changes.failed();
    if (end.error === undefined) this.#phase = 'following';
    if (tell) this.#parts.emit({ type: 'summary', summary: this.#shown(end.summary), pass });
    this.#tell();
    if (end.error !== undefined && !signal.aborted) await this.#recover(end.error);
  }

  /** After the first copy, being stopped is how a live item ends (SPEC §8). */
  #shown(summary: Summary): Summary {
    return summary.exit === 130 && this.#auditedMs !== undefined ? { ...summary, exit: 0 } : summary;
  }

  /** Opens everything anew, as often as it takes; changes are kept meanwhile. */
  async #recover(error: unknown): Promise<void> {
    const { signal } = this.#parts;
    await this.#passes.close();
    let cause = error;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      if (!(cause instanceof JournalDamaged)) await this.#pause(cause, attempt);
      if (signal.aborted) return;
      try {
        await this.#passes.open(this.#approved);
        // Another directory may stand there now.
        if (isRefused(error)) await this.#watchAnew();
        break;
      } catch (next) {
        await this.#passes.close();
        cause = next;
      }
    }
    this.#phase = 'following';
    this.#hastenAudit(this.#parts.effects.nowMs() + AUDIT_AFTER_LOSS_MS);
    // Whoever was warned learns of the end, too.
    if (!(error instanceof JournalDamaged))
      notice(this.#parts, 'warning', 'it works again: what was kept goes out now');
    this.#tell();
  }

  async #pause(cause: unknown, attempt: number): Promise<void> {
    const { signal } = this.#parts;
    const code = isSynclineError(cause) ? cause.code : 'failed';
    if (attempt === 0) {
      this.#phase = 'waiting';
      const message = `changes are kept, and it is tried again until this works: ${messageOf(cause)}`;
      notice(this.#parts, 'warning', message);
      this.#tell();
    }
    await new Bell().wait(pauseMs(code, attempt, Math.random()), signal);
  }

  async #watchAnew(): Promise<void> {
    await this.#watching.close();
    this.#watching = this.#newWatching();
    await this.#watching.start();
  }

  #newWatching(): Watching {
    const { item, effects, options } = this.#parts;
    return new Watching({
      item,
      selection: this.#passes.selection,
      createSides: () => effects.createEndpoints(item, () => undefined, options.connections),
      onTrigger: (side, trigger) => this.#onTrigger(side, trigger),
    });
  }

  #onTrigger(side: Side, trigger: Trigger): void {
    switch (trigger.type) {
      case 'armed':
        return;
      case 'everything':
        return this.#changes.addTree(ROOT);
      case 'unwatched':
        return this.#tellUnwatched(side, trigger.path, trigger.because);
      default:
        this.#changes.take(side, trigger);
        this.#tell();
    }
  }

  #tellUnwatched(side: Side, path: Path, because: string): void {
    const everyMs = this.#parts.options.pollEveryMs ?? DEFAULT_POLL_EVERY_MS;
    const what = path === ROOT ? `the ${side}` : `${showPath(path).path} on the ${side}`;
    const message = `${what} is not watched but looked at every ${everyMs / 1_000} s: ${because}`;
    notice(this.#parts, 'warning', message);
  }

  #reportMisses(): void {
    const missed = this.#misses.count((path) => this.#changes.knows(path));
    if (missed.count === 0) return;
    const first = missed.first === undefined ? '' : ` (${showPath(missed.first).path})`;
    const message = `the watch had not told of ${missed.count} of the changes that were found by looking at everything${first}`;
    notice(this.#parts, 'warning', message);
  }

  #setNextPoll(): void {
    const everyMs = this.#parts.options.pollEveryMs ?? DEFAULT_POLL_EVERY_MS;
    this.#nextPollMs = this.#parts.effects.nowMs() + everyMs;
  }

  #hastenAudit(atMs: number): void {
    this.#nextAuditMs = Math.min(this.#nextAuditMs, atMs);
  }

  #tell(): void {
    this.#standing.tell({
      phase: this.#phase,
      sides: this.#watching.kinds,
      pending: this.#changes.pending,
      behindSinceMs: this.#changes.sinceMs,
      auditedMs: this.#auditedMs,
      missed: this.#misses.total,
    });
  }
}

function isRefused(error: unknown): boolean {
  return isSynclineError(error) && error.code === 'refused';
}
