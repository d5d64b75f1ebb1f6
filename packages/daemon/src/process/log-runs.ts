import type { Logger } from 'pino';
import { showPath } from '@syncline/model';
import type { Observable, Subscription } from 'rxjs';
import type { DaemonEvent } from '../runs/daemon-event.js';

/** Writes what happens into the daemon's log: runs at `info`, their operations at `debug`. */
export function logRuns(events: Observable<DaemonEvent>, log: Logger): Subscription {
  return events.subscribe((event) => {
    switch (event.type) {
      case 'run-begun': {
        const { item: name, number, trigger } = event.run;
        return log.info({ item: name, run: number, trigger }, 'a run begins');
      }
      case 'run-ended': {
        const { item: name, number, trigger, summary } = event.run;
        const level = summary?.exit === 0 ? 'info' : 'warn';
        return log[level]({ item: name, run: number, trigger, summary }, 'a run has ended');
      }
      case 'notice': {
        const { level, message, code, side } = event.notice;
        const how = level === 'warning' ? 'warn' : level;
        return log[how]({ item: event.item, run: event.number, code, side }, message);
      }
      case 'line': {
        const { outcome, item: name, number } = event;
        const { op, side, path, code, reason } = outcome;
        const level = outcome.outcome === 'failed' || op === 'skip' ? 'warn' : 'debug';
        const what = { op, side, path: showPath(path).path, outcome: outcome.outcome, code, reason };
        return log[level]({ item: name, run: number, ...what }, outcome.message ?? op);
      }
      case 'progress':
      case 'live':
      case 'conflicts':
        return;
      default:
        event satisfies never;
    }
  });
}
