import type { Notice } from '@syncline/engine';
import type { Observable } from 'rxjs';
import { Subject } from 'rxjs';
import type { ConfiguredItem } from '../config/configured-item.js';
import type { DaemonEvent } from '../runs/daemon-event.js';
import { ToldTroubles } from '../words/told-troubles.js';
import { ITEM_LOG_LIMITS, ItemLog } from './item-log.js';
import type { RunLog } from './run-log.js';
import { createRunLog, noticeLine } from './run-log.js';

/** A line of an item's log, as it is written. */
export interface LogLine {
  readonly item: string;
  readonly text: string;
}

/** Writes the logs of items, for administrators: into the file of those that have one, and to whoever follows. */
export interface ItemLogs {
  readonly lines: Observable<LogLine>;
  /** Writes what waits, and lets all files go. */
  close(): void;
}

export interface ItemLogsOptions {
  readonly events: Observable<DaemonEvent>;
  readonly item: (name: string) => ConfiguredItem | undefined;
  readonly nowMs: () => number;
  /** A log file that can't be written. */
  readonly onFailure: (item: string, message: string) => void;
}

interface Open {
  readonly log: RunLog;
  readonly file: ItemLog | undefined;
}

export function createItemLogs({ events, item, nowMs, onFailure }: ItemLogsOptions): ItemLogs {
  const lines = new Subject<LogLine>();
  const open = new Map<string, Open>();
  const troubles = new Map<string, ToldTroubles>();

  const close = (name: string): void => {
    open.get(name)?.file?.close();
    open.delete(name);
  };

  /** Of an item that is followed, whose runs go on from each other; each run of the others tells all. */
  const troublesOf = ({ name, live }: ConfiguredItem): ToldTroubles | undefined => {
    if (live === undefined) troubles.delete(name);
    else if (!troubles.has(name)) troubles.set(name, new ToldTroubles(() => performance.now()));
    return troubles.get(name);
  };

  /** Whoever follows sees lines that are in no file, and has to know. */
  const tellFailure = (name: string, message: string): void => {
    onFailure(name, message);
    lines.next({ item: name, text: noticeLine({ level: 'warning', message }, nowMs()) });
  };

  const fileOf = ({ name, logFile }: ConfiguredItem): ItemLog | undefined =>
    logFile === undefined
      ? undefined
      : new ItemLog(logFile, { ...ITEM_LOG_LIMITS, onFailure: (message) => tellFailure(name, message) });

  const begin = (configured: ConfiguredItem, trigger: Parameters<typeof createRunLog>[2]): void => {
    const { name } = configured;
    close(name);
    const file = fileOf(configured);
    const line = (text: string): void => {
      file?.line(text);
      lines.next({ item: name, text });
    };
    open.set(name, { file, log: createRunLog({ line }, configured, trigger, nowMs, troublesOf(configured)) });
  };

  /** A live item is told about while it writes nothing down, too: that a side is away, or cannot be watched. */
  const betweenRuns = (configured: ConfiguredItem, notice: Notice): void => {
    const text = noticeLine(notice, nowMs());
    const file = fileOf(configured);
    file?.line(text);
    file?.close();
    lines.next({ item: configured.name, text });
  };

  const subscription = events.subscribe((event) => {
    switch (event.type) {
      case 'run-begun': {
        const configured = item(event.run.item);
        return configured === undefined ? undefined : begin(configured, event.run.trigger);
      }
      case 'line':
        return open.get(event.item)?.log.operation(event.outcome);
      case 'notice': {
        const run = open.get(event.item);
        if (run !== undefined) return run.log.notice(event.notice);
        const configured = item(event.item);
        return configured === undefined ? undefined : betweenRuns(configured, event.notice);
      }
      case 'run-ended': {
        const { item: name, summary } = event.run;
        if (summary !== undefined) open.get(name)?.log.end(summary);
        return close(name);
      }
      case 'progress':
      case 'live':
      case 'conflicts':
        return;
      default:
        event satisfies never;
    }
  });
  return {
    lines,
    close() {
      subscription.unsubscribe();
      for (const name of open.keys()) close(name);
    },
  };
}
