import type { Connections, LiveEvent, LiveOptions, LiveState, Progress } from '@syncline/engine';
import type { Item, Summary } from '@syncline/model';
import { isSynclineError, messageOf, NO_COUNTS } from '@syncline/model';
import type { Clock } from '@syncline/scheduler';
import { backoffMs } from '@syncline/scheduler';
import type { RunHistory, RunRecord } from '@syncline/state';
import type { Observable } from 'rxjs';
import { from, mergeMap, Subject, tap } from 'rxjs';
import type { LiveSettings } from '../config/configured-item.js';
import type { DaemonEvent } from './daemon-event.js';
import { createLiveRecord } from './live-record.js';
import { createRenewal } from './renewal.js';

/** An item to be kept in step as it changes. */
export interface LiveRequest {
  readonly name: string;
  readonly item: () => Promise<Item>;
  readonly settings: LiveSettings;
  readonly approveDeletes?: boolean | undefined;
}

/** What is known of an item that is followed. */
export interface Followed {
  readonly state: LiveState | undefined;
  /** The run that is being written down. */
  readonly run: RunRecord | undefined;
  /** What that run did so far came through. */
  readonly cameThrough: boolean;
  /** When something came through last, since it is followed; ms since the epoch. */
  readonly succeededMs: number | undefined;
  /** Of the pass that goes on; undefined between passes. */
  readonly progress: Progress | undefined;
}

/** Keeps items in step as they change, through whatever happens to their sides. */
export interface LiveDesk {
  readonly events: Observable<DaemonEvent>;
  readonly followed: ReadonlyMap<string, Followed>;
  /** Follows an item from now on; one that is followed already is begun anew, with a look at everything. */
  follow(request: LiveRequest): Promise<void>;
  /** Ends gracefully. Idempotent. */
  unfollow(name: string): Promise<void>;
}

export interface LiveDeskOptions {
  /** `live` of the engine. */
  readonly live: (item: Item, options: LiveOptions) => Observable<LiveEvent>;
  readonly history: Pick<RunHistory, 'begin'>;
  readonly stateDirectory: string;
  /** To servers, shared by all items. */
  readonly connections?: Connections | undefined;
  readonly clock: Clock;
  /** From 0, below 1. */
  readonly random: () => number;
  readonly onFailure: (item: string, error: unknown) => void;
}

interface Following extends Followed {
  /** Resolves when it has ended and everything is written down. */
  stop(): Promise<void>;
}

export function createLiveDesk(options: LiveDeskOptions): LiveDesk {
  const events = new Subject<DaemonEvent>();
  const followed = new Map<string, Following>();
  /** One change of an item after the other. */
  const changes = new Map<string, Promise<void>>();

  const change = (name: string, next: () => Following | undefined): Promise<void> => {
    const work = (changes.get(name) ?? Promise.resolve()).then(async () => {
      await followed.get(name)?.stop();
      const following = next();
      if (following === undefined) followed.delete(name);
      else followed.set(name, following);
    });
    changes.set(name, work);
    return work;
  };

  return {
    events,
    followed,
    follow: (request) => change(request.name, () => start(request, options, events)),
    unfollow: (name) => change(name, () => undefined),
  };
}

function start(request: LiveRequest, options: LiveDeskOptions, events: Subject<DaemonEvent>): Following {
  const { name } = request;
  const { history, clock, onFailure } = options;
  const record = createLiveRecord({
    item: name,
    history,
    clock,
    onBegun: (run) => events.next({ type: 'run-begun', run }),
    onLine: (number, outcome) => events.next({ type: 'line', item: name, number, outcome }),
    onEnded: (run) => events.next({ type: 'run-ended', run }),
    onFailure: (error) => onFailure(name, error),
  });
  const abort = new AbortController();
  /** Of what was begun last alone: it is begun anew at once. */
  let beginAnew = new AbortController();
  const renewal = createRenewal({ clock, item: request.item, onRenewed: () => beginAnew.abort() });
  let state: LiveState | undefined;
  let progress: Progress | undefined;
  let ended: Promise<void> = Promise.resolve();
  let cancelRetry: (() => void) | undefined;
  let failures = 0;

  const take = (event: LiveEvent): void => {
    const number = record.current?.number ?? 0;
    switch (event.type) {
      case 'operation':
        return record.line(event.outcome);
      case 'notice':
        return events.next({ type: 'notice', item: name, number, notice: event.notice });
      case 'progress':
        // The last sample of a pass says so.
        progress = event.progress.phase === 'finishing' ? undefined : event.progress;
        return events.next({ type: 'progress', item: name, number, progress: event.progress });
      case 'live':
        state = event.state;
        if (state.phase === 'following') failures = 0;
        renewal.waits(state.phase === 'waiting');
        // Whoever hears that all was looked at has heard what came of it.
        return record.after(() => events.next({ type: 'live', item: name, state: event.state }));
      case 'summary':
        return record.pass(event.summary);
      default:
        event satisfies never;
    }
  };

  /** It ends by itself only when it can't be begun: that is tried again. */
  const again = (): void => {
    renewal.waits(false);
    if (abort.signal.aborted) return;
    if (beginAnew.signal.aborted) return begin();
    failures += 1;
    cancelRetry = clock.after(backoffMs(failures, options.random()), begin);
  };

  const begin = (): void => {
    const { settleMs, auditEveryMs, pollEveryMs } = request.settings;
    const { stateDirectory, connections } = options;
    const { approveDeletes } = request;
    const times = { settleMs, auditEveryMs, pollEveryMs };
    beginAnew = new AbortController();
    const signal = AbortSignal.any([abort.signal, beginAnew.signal]);
    const how = { stateDirectory, connections, approveDeletes, ...times, signal };
    ended = new Promise((resolve) => {
      from(request.item())
        .pipe(
          tap((item) => renewal.began(item)),
          mergeMap((item) => options.live(item, how)),
        )
        .subscribe({
          next: take,
          error: (error: unknown) => {
            record.pass(failed(error));
            again();
            resolve();
          },
          complete: () => {
            again();
            resolve();
          },
        });
    });
  };

  begin();
  return {
    get state() {
      return state;
    },
    get run() {
      return record.current;
    },
    get cameThrough() {
      return record.cameThrough;
    },
    get succeededMs() {
      return record.succeededMs;
    },
    get progress() {
      return progress;
    },
    async stop() {
      abort.abort();
      cancelRetry?.();
      await ended;
      await record.close();
    },
  };
}

function failed(error: unknown): Summary {
  const exit = isSynclineError(error) && error.code === 'usage' ? 2 : 1;
  return { ...NO_COUNTS, exit, seconds: 0, reason: messageOf(error) };
}
