import type { RunEvent } from '@syncline/engine';
import type { ExitCode, Item, Summary } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';
import type { RunRecord, Trigger } from '@syncline/state';
import { Observable, Subject } from 'rxjs';
import t from 'tap';
import type { Config } from '../../src/config/configured-item.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { createLiveDesk } from '../../src/runs/live-desk.ts';
import { createOperator } from '../../src/runs/operator.ts';
import { createRunDesk } from '../../src/runs/run-desk.ts';
import { fakeClock } from './fake-clock.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** What a configuration file of this text means. */
export function configured(yaml: string): Config {
  const { config, problems } = parseConfig(yaml, { directory: '/config', home: '/home' });
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

/** An item that runs every hour. */
export const HOURLY = `
items:
  - { name: mail, source: /a, destination: /b, schedule: { every: 1 hour } }
`;

/** An operator on a clock that stands still until it is told to `pass`, whose runs and followed items only say that they were begun. */
export function office(startMs = Date.UTC(2026, 0, 1)) {
  const { clock, pass } = fakeClock(startMs);
  const begun: { name: string; trigger: Trigger; approve: boolean; atMs: number }[] = [];
  const ending = new Map<string, (exit: ExitCode) => void>();
  const past = new Map<string, RunRecord[]>();
  const awaited = new Map<string, number>();
  let exit: ExitCode | 'wait' = 0;
  let isFull = false;
  const failures: string[] = [];
  const history = {
    async begin(item: string, trigger: Trigger, startedMs: number) {
      if (isFull) throw new Error('the disk is full');
      const record: RunRecord = { number: 1, item, trigger, startedMs, kept: 0, dropped: 0 };
      begun.push({ name: item, trigger, approve: false, atMs: startedMs });
      return {
        record,
        line: () => undefined,
        end: async (endedMs: number, summary: Summary) => ({ ...record, endedMs, summary }),
      };
    },
    runs: async (item: string) => past.get(item) ?? [],
    awaitedSince: async (item: string, _times: string, nowMs: number) => awaited.get(item) ?? nowMs,
  };
  const desk = createRunDesk({
    history,
    stateDirectory: '/state',
    nowMs: clock.nowMs,
    synchronize: (item, { signal, approveDeletes }) => {
      begun.at(-1)!.approve = approveDeletes === true;
      const source = new Subject<RunEvent>();
      const end = (with_: ExitCode) => {
        source.next({ type: 'summary', summary: { ...NO_COUNTS, exit: with_, seconds: 0 } });
        source.complete();
      };
      ending.set(item.name, end);
      signal?.addEventListener('abort', () => end(130));
      if (signal?.aborted === true) setImmediate(end, 130);
      else if (exit !== 'wait') setImmediate(end, exit);
      return source;
    },
  });
  const followed: string[] = [];
  const liveDesk = createLiveDesk({
    history,
    stateDirectory: '/state',
    clock,
    random: () => 0.5,
    onFailure: (_item, error) => t.fail(String(error)),
    live: ({ name }, { signal, auditEveryMs, approveDeletes }) => {
      followed.push(`${name} ${auditEveryMs}${approveDeletes === true ? ' approved' : ''}`);
      return new Observable((subscriber) => {
        signal?.addEventListener('abort', () => {
          followed.push(`${name} ended`);
          subscriber.complete();
        });
      });
    },
  });
  const operator = createOperator({
    desk,
    liveDesk,
    history,
    clock,
    random: () => 0.5,
    resolve: async (item) => item as unknown as Item,
    onFailure: (item, error) =>
      void (isFull ? failures.push(`${item}: ${String(error)}`) : t.fail(String(error))),
  });
  return {
    operator,
    pass,
    clock,
    begun,
    past,
    awaited,
    ending,
    desk,
    followed,
    exits: (with_: ExitCode | 'wait') => void (exit = with_),
    fill: (full: boolean) => void (isFull = full),
    failures,
  };
}
