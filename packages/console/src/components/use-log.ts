import { useEffect, useRef, useState } from 'react';
import { itemPath } from '../api/actions';
import { ApiError, ask } from '../api/client';
import { useServerEvents } from '../api/events';

/** Lines beyond these are let go, the oldest first: a page that grows for days would stand still. */
const MOST_LINES = 5_000;
const SHOWN_EVERY_MS = 200;

interface LogLine {
  readonly item: string;
  readonly text: string;
}

export interface Log {
  readonly lines: readonly string[];
  readonly dropped: boolean;
  readonly error: Error | null;
}

/**
 * What the log files of some items say, and what comes from now on; merged by time. `onFollowing` is told once nothing
 * that comes will be missed.
 */
export function useLog(items: readonly string[], onFollowing?: () => void): Log {
  const key = items.join('\n');
  const [log, setLog] = useState<Log>({ lines: [], dropped: false, error: null });
  const asked = useRef(key);
  const past = useRef<readonly string[] | undefined>(undefined);
  const fresh = useRef<string[]>([]);
  const timer = useRef<number | undefined>(undefined);

  const show = () => {
    if (past.current === undefined) return;
    const all = [...past.current, ...fresh.current];
    setLog((before) => ({
      ...before,
      lines: all.slice(-MOST_LINES),
      dropped: all.length > MOST_LINES,
    }));
  };
  const showSoon = () => {
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      show();
    }, SHOWN_EVERY_MS);
  };

  const loadPast = () => {
    const names = key.split('\n').filter(Boolean);
    Promise.all(names.map((name) => pastLines(name, names.length > 1))).then(
      (found) => {
        if (asked.current !== key) return;
        past.current = withoutOverlap(mergeByTime(found), fresh.current);
        showSoon();
      },
      (error: Error) => {
        past.current ??= [];
        setLog((before) => ({ ...before, error }));
        showSoon();
      },
    );
  };

  const take = (_kind: string, data: unknown) => {
    const { item, text } = data as LogLine;
    fresh.current.push(items.length > 1 ? withItem(item, text) : text);
    if (fresh.current.length > 2 * MOST_LINES) fresh.current = fresh.current.slice(-MOST_LINES);
    showSoon();
  };
  // RACE: what was written before the connection stood is in the file, which is read once it stands.
  useServerEvents(['log'], items, take, () => {
    loadPast();
    onFollowing?.();
  });

  useEffect(() => {
    [asked.current, past.current, fresh.current] = [key, undefined, []];
    return () => {
      window.clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [key]);
  return log;
}

/** An item without a log file has no past. */
async function pastLines(name: string, many: boolean): Promise<readonly string[]> {
  try {
    const { lines } = await ask<{ lines: readonly string[] }>('GET', itemPath(name, '/log?lines=1000'));
    return many ? lines.map((line) => withItem(name, line)) : lines;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/;

/** The name stands behind the time, so that lines are still in order of time. */
function withItem(item: string, text: string): string {
  const time = TIME.exec(text)?.[0];
  return time === undefined ? `${item}  ${text}` : `${time}  [${item}]${text.slice(time.length)}`;
}

function mergeByTime(logs: readonly (readonly string[])[]): readonly string[] {
  const [first = []] = logs;
  if (logs.length < 2) return first;
  const timeOf = (line: string): string => TIME.exec(line)?.[0] ?? '';
  return logs.flat().sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
}

/** What came while the file was read is in the file too. */
function withoutOverlap(past: readonly string[], fresh: readonly string[]): readonly string[] {
  const seen = new Set(fresh);
  return past.filter((line) => !seen.has(line));
}
