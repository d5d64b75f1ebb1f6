import type { Connections, Progress, RunEvent, RunOptions } from '@syncline/engine';
import type { Item, Summary } from '@syncline/model';
import { isSynclineError, messageOf, NO_COUNTS } from '@syncline/model';
import type { RunHistory, RunRecord, RunWriter, Trigger } from '@syncline/state';
import type { Observable } from 'rxjs';
import { from, mergeMap, Subject } from 'rxjs';
import { conclude } from './conclude.js';
import type { DaemonEvent } from './daemon-event.js';

/** A run to be made. */
export interface RunRequest {
  /** Of the item. */
  readonly name: string;
  /** The item with its passwords; what it rejects with is why the run could not be made. */
  readonly item: () => Promise<Item>;
  readonly trigger: Trigger;
  readonly approveDeletes?: boolean | undefined;
}

/** A run that goes on. */
export interface ActiveRun {
  readonly record: RunRecord;
  /** The latest sample. */
  readonly progress: Progress | undefined;
  /** Never rejects: whatever goes wrong is in the summary. */
  readonly ended: Promise<RunRecord>;
  /** Ends it gracefully: what is in hand is finished or rolled back, and committed. */
  stop(): void;
}

/** Makes runs: each is written down, and told to whoever follows. */
export interface RunDesk {
  readonly events: Observable<DaemonEvent>;
  /** The runs that go on, by item. */
  readonly active: ReadonlyMap<string, ActiveRun>;
  /** Begins a run of an item that has none going on. */
  begin(request: RunRequest): Promise<ActiveRun>;
  /** Ends the run of an item gracefully, one too that is only being written down to begin. Whether there is one. */
  stop(name: string): boolean;
}

export interface RunDeskOptions {
  readonly history: Pick<RunHistory, 'begin'>;
  readonly stateDirectory: string;
  /** To servers, shared by all items. */
  readonly connections?: Connections | undefined;
  /** `synchronize` of the engine. */
  readonly synchronize: (item: Item, options: RunOptions) => Observable<RunEvent>;
  /** ms since the epoch. */
  readonly nowMs: () => number;
}

export function createRunDesk(options: RunDeskOptions): RunDesk {
  const events = new Subject<DaemonEvent>();
  const active = new Map<string, ActiveRun>();
  const begun = new Set<string>();
  /** Those that were told to end before they were active. */
  const stopped = new Set<string>();
  return {
    events,
    active,
    async begin(request) {
      const { name, trigger } = request;
      if (begun.has(name)) throw new Error(`${name} runs already`);
      begun.add(name);
      try {
        const writer = await options.history.begin(name, trigger, options.nowMs());
        events.next({ type: 'run-begun', run: writer.record });
        const run = follow(writer, request, options, events);
        active.set(name, run);
        if (stopped.delete(name)) run.stop();
        void run.ended.then((record) => {
          active.delete(name);
          begun.delete(name);
          events.next({ type: 'run-ended', run: record });
        });
        return run;
      } catch (error) {
        begun.delete(name);
        stopped.delete(name);
        throw error;
      }
    },
    stop(name) {
      const run = active.get(name);
      if (run !== undefined) run.stop();
      else if (begun.has(name)) stopped.add(name);
      return begun.has(name);
    },
  };
}

function follow(
  writer: RunWriter,
  { name, item, approveDeletes }: RunRequest,
  { synchronize, stateDirectory, connections, nowMs }: RunDeskOptions,
  events: Subject<DaemonEvent>,
): ActiveRun {
  const abort = new AbortController();
  const { number, startedMs } = writer.record;
  let progress: Progress | undefined;
  const ended = new Promise<Summary>((resolve) => {
    let last: Summary | undefined;
    const failed = (error: unknown): void => resolve(failure(error, nowMs() - startedMs));
    const options = { stateDirectory, connections, approveDeletes, signal: abort.signal };
    from(item())
      .pipe(mergeMap((resolved) => synchronize(resolved, options)))
      .subscribe({
        next: (event) => {
          switch (event.type) {
            case 'operation':
              writer.line(event.outcome);
              return events.next({ type: 'line', item: name, number, outcome: event.outcome });
            case 'notice':
              return events.next({ type: 'notice', item: name, number, notice: event.notice });
            case 'progress':
              progress = event.progress;
              return events.next({ type: 'progress', item: name, number, progress });
            case 'summary':
              last = event.summary;
              return;
            default:
              event satisfies never;
          }
        },
        error: failed,
        complete: () =>
          last === undefined ? failed(new Error('the run ended without a result')) : resolve(last),
      });
  });
  return {
    get record() {
      return writer.record;
    },
    get progress() {
      return progress;
    },
    ended: ended.then((summary) => conclude(writer, summary, nowMs())),
    stop: () => abort.abort(),
  };
}

/** The summary of a run that gave none: an item that can't be run at all, or a fault of Syncline. */
function failure(error: unknown, ms: number): Summary {
  const exit = isSynclineError(error) && error.code === 'usage' ? 2 : 1;
  return { ...NO_COUNTS, exit, seconds: ms / 1_000, reason: messageOf(error) };
}
