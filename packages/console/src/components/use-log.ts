import { useEffect, useMemo, useRef, useState } from 'react';
import { itemPath } from '../api/actions';
import { ApiError, ask } from '../api/client';
import { useServerEvents } from '../api/events';
import { useStatus } from '../api/status';
import { timeOf } from '../words/log-lines';
import type { LogChunk } from './log-chunks';
import { appended, MOST_LINES } from './log-chunks';
import type { LogLine } from './log-lines-before';
import { linesBefore } from './log-lines-before';

/** The names of more would not fit into the head of a request (16 KiB): of so many the daemon is asked for all. */
const MOST_NAMED = 100;
const SHOWN_EVERY_MS = 200;
const PAST_LINES = 1_000;

export interface Log {
  readonly chunks: readonly LogChunk[];
  /** Earlier lines were let go. */
  readonly dropped: boolean;
  readonly error: Error | null;
}

/** What is known of the log, outside of what is drawn. */
interface Gathered {
  chunks: readonly LogChunk[];
  /** Of all lines so far. */
  count: number;
  /** Not in chunks yet. */
  waiting: LogLine[];
  /** The files are read; what comes before that is shown behind them. */
  hasPast: boolean;
}

const nothing = (): Gathered => ({ chunks: [], count: 0, waiting: [], hasPast: false });

/**
 * What the log files of some items say, and what comes from now on; merged by time. `onFollowing` is told once nothing
 * that comes will be missed.
 */
export function useLog(items: readonly string[], onFollowing?: () => void): Log {
  const key = items.join('\n');
  const status = useStatus();
  const [log, setLog] = useState<Log>({ chunks: [], dropped: false, error: null });
  const gathered = useRef<Gathered>(nothing());
  const timer = useRef<number | undefined>(undefined);

  const show = () => {
    timer.current = undefined;
    const all = gathered.current;
    if (!all.hasPast || all.waiting.length === 0) return;
    const { waiting } = all;
    all.waiting = [];
    all.chunks = appended(
      all.chunks,
      waiting.slice(-MOST_LINES).map((line, index) => ({ ...line, number: all.count + index })),
    );
    all.count += waiting.length;
    setLog((before) => ({ ...before, chunks: all.chunks, dropped: all.count > MOST_LINES }));
  };
  const names = useMemo(() => new Set(key.split('\n').filter(Boolean)), [key]);
  const silent = new Set(status.data?.items.flatMap(({ name, hasLog }) => (hasLog ? [] : [name])));
  const take = (_kind: string, data: unknown) => {
    const line = data as LogLine;
    if (!names.has(line.item)) return;
    const { waiting } = gathered.current;
    waiting.push(line);
    if (waiting.length > 2 * MOST_LINES) waiting.splice(0, MOST_LINES);
    timer.current ??= window.setTimeout(show, SHOWN_EVERY_MS);
  };
  const loadPast = () => {
    // After a lost connection all is read anew: what came meanwhile is in the files, if there are any.
    const known = gathered.current.chunks.flatMap(({ lines }) => lines);
    const all = nothing();
    gathered.current = all;
    const begin = (past: readonly LogLine[], error: Error | null) => {
      if (gathered.current !== all) return;
      const before = past.length > 0 ? past : withGap(known);
      all.waiting = [...linesBefore(before, all.waiting), ...all.waiting];
      all.hasPast = true;
      setLog({ chunks: [], dropped: false, error });
      show();
    };
    // An item without a log file has no past.
    const failures: Error[] = [];
    const pastOf = (name: string) =>
      pastLines(name).catch((error: Error) => {
        failures.push(error);
        return [];
      });
    void Promise.all([...names].filter((name) => !silent.has(name)).map(pastOf)).then((found) =>
      begin(mergeByTime(found), failures[0] ?? null),
    );
  };
  // RACE: what was written before the connection stood is in the files, which are read once it stands.
  const onOpen = () => {
    loadPast();
    onFollowing?.();
  };
  useServerEvents(['log'], items.length > MOST_NAMED ? undefined : items, { take, onOpen });
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      timer.current = undefined;
      gathered.current = nothing();
      setLog({ chunks: [], dropped: false, error: null });
    },
    [key],
  );
  return log;
}

const GAP = '… what happened meanwhile is not in this log: see the tab Runs';

/** What nobody followed is in no file: that is said, once. */
function withGap(known: readonly LogLine[]): readonly LogLine[] {
  const last = known.at(-1);
  return last === undefined || last.text === GAP ? known : [...known, { item: last.item, text: GAP }];
}

/** That it has no log file may be known to the daemon first. */
async function pastLines(item: string): Promise<readonly LogLine[]> {
  try {
    const path = itemPath(item, `/log?lines=${PAST_LINES}`);
    const { lines } = await ask<{ lines: readonly string[] }>('GET', path);
    return lines.map((text) => ({ item, text }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

function mergeByTime(logs: readonly (readonly LogLine[])[]): readonly LogLine[] {
  const [first = []] = logs;
  if (logs.length < 2) return first;
  return logs
    .flat()
    .map((line) => ({ line, time: timeOf(line.text) }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    .map(({ line }) => line);
}
