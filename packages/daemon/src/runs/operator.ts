import type { Item } from '@syncline/model';
import { messageOf } from '@syncline/model';
import type { Clock, Standing, Zone } from '@syncline/scheduler';
import { nextRuns, RunQueue, systemZone, Timetable, zoneNamed } from '@syncline/scheduler';
import type { RunHistory, RunRecord, Trigger } from '@syncline/state';
import type { Config, ConfiguredItem } from '../config/configured-item.js';
import { touchedBy } from '@syncline/engine/validate';
import type { LiveDesk } from './live-desk.js';
import { createLiveItems } from './live-items.js';
import { createRetries } from './retries.js';
import type { ActiveRun, RunDesk } from './run-desk.js';

/** Why and how an item is to run. */
interface Request {
  readonly trigger: Trigger;
  readonly approveDeletes: boolean;
}

export interface OperatorOptions {
  readonly desk: RunDesk;
  readonly liveDesk: LiveDesk;
  readonly history: Pick<RunHistory, 'runs' | 'awaitedSince'>;
  readonly clock: Clock;
  /** From 0, below 1. */
  readonly random: () => number;
  /** The item with its passwords. */
  readonly resolve: (item: ConfiguredItem) => Promise<Item>;
  /** Told of what cannot be told anybody else: a run that could not even be begun. */
  readonly onFailure: (item: string, error: unknown) => void;
}

/** What an item is doing, beside its runs. */
export interface Prospect {
  readonly waiting: boolean;
  /** The next times by its schedules, ms since the epoch. */
  readonly nextMs: readonly number[];
  /** Of its schedules. */
  readonly timezone: string;
  /** When it is tried again because an endpoint failed, or another process had it. */
  readonly retryMs: number | undefined;
  /** Why its last run could not even be begun, and so is in no history; undefined: it could. */
  readonly notBegunBecause: string | undefined;
}

/** Runs items when they are due: by schedule, by hand, and again after an endpoint failed. */
export interface Operator {
  /**
   * Works by this configuration from now on. A run that goes on ends by the one that it began with; of an item that is not in it
   * any more it is ended gracefully.
   */
  configure(config: Config): Promise<void>;
  item(name: string): ConfiguredItem | undefined;
  readonly items: readonly ConfiguredItem[];
  /** Sync now: a run, or for a live item a look at everything. The item must be configured. */
  runNow(name: string, options?: { readonly approveDeletes?: boolean }): Standing;
  /** Ends a run gracefully, or forgets that it waits. Whether there was one. A live item goes on. */
  stop(name: string): boolean;
  prospect(name: string): Prospect;
  /** The `count`th time by its schedules after an instant, ms since the epoch; undefined where there is none. */
  dueMs(name: string, afterMs: number, count: number): number | undefined;
  /**
   * Does some work on what belongs to an item, such as its journal or trash, once no run of it or of what meets it goes on:
   * a live one is not followed meanwhile. Rejects with `interrupted`, nothing done, when `signal` is aborted or the daemon ends
   * before that.
   */
  whileAtRest<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Begins nothing more, and ends the runs that go on gracefully. */
  endRuns(): Promise<void>;
  /** The same of everything: resolves when all has ended. */
  close(): Promise<void>;
}

/**
 * Worth trying again soon (SPEC §5): an endpoint could not be reached, or refused the login (4); another process had the item, such as a
 * command that was begun before the daemon (5).
 */
const PASSING = new Set<number | undefined>([4, 5]);
const SHOWN_RUNS = 5;

export function createOperator(options: OperatorOptions): Operator {
  const { desk, liveDesk, history, clock, random } = options;
  const items = new Map<string, ConfiguredItem>();
  const notBegun = new Map<string, string>();
  let zone = systemZone();
  let closed = false;

  const queue = new RunQueue<Request>({
    concurrency: 1,
    combine: (earlier, later) => ({
      trigger: earlier.trigger === 'manual' ? 'manual' : later.trigger,
      approveDeletes: earlier.approveDeletes || later.approveDeletes,
    }),
    run: ({ name, request }) => run(name, request),
  });
  const retries = createRetries({ clock, random, again: (name) => void want(name, 'retry') });
  const liveItems = createLiveItems({
    desk,
    liveDesk,
    item: (name) => items.get(name),
    resolve: options.resolve,
    onFailure: options.onFailure,
  });
  const timetable = new Timetable(clock, ({ name, missed }) => {
    // What is tried again anyway is not hurried by its schedule.
    if (retries.atMs(name) === undefined) want(name, missed ? 'catch-up' : 'schedule');
  });

  const want = (name: string, trigger: Trigger, approveDeletes = false): Standing => {
    const item = items.get(name)!;
    return queue.add({ name, touched: touchedBy(item), request: { trigger, approveDeletes } });
  };

  const run = async (name: string, { trigger, approveDeletes }: Request): Promise<void> => {
    const item = items.get(name);
    if (item === undefined) return;
    try {
      const active = await desk.begin({ name, item: () => options.resolve(item), trigger, approveDeletes });
      notBegun.delete(name);
      // RACE: closed while it was being written down that it begins.
      if (closed) active.stop();
      settleRetry(name, await active.ended);
    } catch (error) {
      notBegun.set(name, messageOf(error));
      options.onFailure(name, error);
      tryAgain(name, trigger);
    }
  };

  const settleRetry = (name: string, { trigger, summary }: RunRecord): void => {
    if (PASSING.has(summary?.exit)) tryAgain(name, trigger);
    else retries.forget(name);
  };

  const tryAgain = (name: string, trigger: Trigger): void => {
    // Its configuration may have changed during the run.
    const item = items.get(name);
    const repeats = item?.schedules.some(({ disabled }) => !disabled) === true;
    if (closed || item === undefined || item.live !== undefined || (trigger === 'manual' && !repeats))
      return retries.forget(name);
    retries.failed(name);
  };

  const zoneOf = ({ timezone }: ConfiguredItem): Zone =>
    (timezone === undefined ? undefined : zoneNamed(timezone)) ?? zone;

  const remove = async (name: string): Promise<void> => {
    items.delete(name);
    timetable.remove(name);
    retries.forget(name);
    notBegun.delete(name);
    queue.forget(name);
    // Nobody could see it or stop it any more.
    desk.stop(name);
    await liveItems.unfollow(name);
  };

  /** Of an item that never ran. What cannot be written down is not made up for, and keeps nothing from running. */
  const awaitedSince = async ({
    name,
    catchUp,
    live,
    schedules,
  }: ConfiguredItem): Promise<number | undefined> => {
    const times = schedules.filter(({ disabled }) => !disabled);
    if (!catchUp || live !== undefined || times.length === 0) return undefined;
    return history.awaitedSince(name, JSON.stringify(times), clock.nowMs()).catch(() => undefined);
  };

  const put = async (item: ConfiguredItem): Promise<void> => {
    const { name, catchUp } = item;
    const before = items.get(name);
    const lastMs = (await history.runs(name, 1))[0]?.startedMs ?? (await awaitedSince(item));
    if (closed) return;
    items.set(name, item);
    if (item.live !== undefined) {
      retries.forget(name);
      queue.forget(name);
    }
    // What is followed needs no schedule.
    const schedules = item.live === undefined ? item.schedules : [];
    timetable.set({ name, schedules, zone: zoneOf(item), catchUp }, lastMs);
    if (before === undefined || whatIsFollowed(before) !== whatIsFollowed(item)) await liveItems.follow(item);
  };

  /** Tells the runs that go on to end, and returns them. */
  const beginNothing = (): readonly ActiveRun[] => {
    closed = true;
    liveItems.beginNothing();
    timetable.stop();
    retries.close();
    void queue.stop();
    const active = [...desk.active.values()];
    for (const each of active) each.stop();
    return active;
  };

  return {
    async configure(config) {
      zone = (config.timezone === undefined ? undefined : zoneNamed(config.timezone)) ?? systemZone();
      queue.concurrency = config.concurrency;
      const names = new Set(config.items.map(({ name }) => name));
      for (const name of items.keys()) if (!names.has(name)) await remove(name);
      for (const item of config.items) await put(item);
    },
    item: (name) => items.get(name),
    get items() {
      return [...items.values()];
    },
    runNow(name, { approveDeletes = false } = {}) {
      // Somebody who asks has a reason to think that it works again.
      retries.tried(name);
      const item = items.get(name)!;
      if (item.live === undefined) return want(name, 'manual', approveDeletes);
      liveItems.follow(item, approveDeletes).catch((error: unknown) => options.onFailure(name, error));
      return 'running';
    },
    stop(name) {
      const waits = queue.waiting.includes(name);
      queue.forget(name);
      return desk.stop(name) || waits;
    },
    prospect(name) {
      const item = items.get(name);
      const schedules = item?.schedules ?? [];
      const itsZone = item === undefined ? zone : zoneOf(item);
      return {
        waiting: queue.waiting.includes(name),
        nextMs: nextRuns(schedules, itsZone, clock.nowMs(), SHOWN_RUNS),
        timezone: itsZone.name,
        retryMs: retries.atMs(name),
        notBegunBecause: notBegun.get(name),
      };
    },
    dueMs(name, afterMs, count) {
      const item = items.get(name);
      return item === undefined
        ? undefined
        : nextRuns(item.schedules, zoneOf(item), afterMs, count)[count - 1];
    },
    whileAtRest(name, work, signal) {
      liveItems.wantRest(name);
      const rest = async () => {
        await liveItems.rest(name);
        return work();
      };
      return queue
        .take(name, touchedBy(items.get(name)!), rest, signal)
        .finally(() => liveItems.endRest(name));
    },
    async endRuns() {
      const active = beginNothing();
      await Promise.all(active.map(({ ended }) => ended));
    },
    async close() {
      beginNothing();
      await Promise.all([queue.stop(), liveItems.close()]);
    },
  };
}

/** All but what concerns its runs by the clock and those who look at it: an edit of that is no reason to look at everything anew. */
function whatIsFollowed(item: ConfiguredItem): string {
  const aside = { group: undefined, logFile: undefined, timezone: undefined };
  return JSON.stringify({ ...item, ...aside, description: '', schedules: [], catchUp: false });
}
