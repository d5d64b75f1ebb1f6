import type { Observable } from 'rxjs';
import { filter, map, merge } from 'rxjs';
import { lineShape, progressShape, runShape } from '../api/to-shapes.js';
import type { ServerEvent } from '../http/event-stream.js';
import type { LogLine } from '../logs/item-logs.js';
import type { DaemonEvent } from './daemon-event.js';

/**
 * What happens, as those who follow it over HTTP are told: of these items, or of all. `config`: the configuration was taken
 * over or refused.
 */
export function serverEvents(
  events: Observable<DaemonEvent>,
  logLines: Observable<LogLine>,
  configChanges: Observable<void>,
  items: readonly string[] | undefined,
): Observable<ServerEvent> {
  const wanted = items === undefined ? undefined : new Set(items);
  const isWanted = (item: string): boolean => wanted === undefined || wanted.has(item);
  const ofItems = events.pipe(
    filter((event) => isWanted(itemOf(event))),
    map(toServerEvent),
  );
  const logs = logLines.pipe(
    filter(({ item }) => isWanted(item)),
    map((line): ServerEvent => ({ event: 'log', data: line })),
  );
  return merge(ofItems, logs, configChanges.pipe(map((): ServerEvent => ({ event: 'config', data: {} }))));
}

function itemOf(event: DaemonEvent): string {
  return 'run' in event ? event.run.item : event.item;
}

function toServerEvent(event: DaemonEvent): ServerEvent {
  switch (event.type) {
    case 'run-begun':
    case 'run-ended':
      return { event: event.type, data: runShape(event.run, event.type === 'run-begun') };
    case 'line': {
      const { item, number, outcome } = event;
      // Its place among the lines of the run is known once it is written; those who follow count themselves.
      const { sequence: _none, ...line } = lineShape(0, outcome);
      return { event: 'line', data: { item, number, line } };
    }
    case 'notice':
      return {
        event: 'notice',
        data: { item: event.item, number: event.number, notice: event.notice },
      };
    case 'progress':
      return {
        event: 'progress',
        data: { item: event.item, number: event.number, progress: progressShape(event.progress) },
      };
    case 'live':
      return { event: 'live', data: { item: event.item, state: event.state } };
    case 'conflicts':
      return { event: 'conflicts', data: { item: event.item, open: event.open } };
  }
}
