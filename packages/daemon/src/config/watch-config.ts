import { stat } from 'node:fs/promises';
import { messageOf } from '@syncline/model';
import type { ConfigText, LoadedConfig } from './config-file.js';
import { checkConfigText, readConfigText } from './config-file.js';
import type { ConfigProblem } from './problem.js';
import { problemLine } from './problem.js';

/** Follows a configuration file. */
export interface ConfigWatch {
  /** What the items run by. */
  readonly current: LoadedConfig;
  /** Of an edit that was refused, in lines for people; empty when the file is what the items run by. */
  readonly problems: readonly string[];
  /** Looks now. */
  look(): Promise<void>;
  close(): void;
}

export interface ConfigWatchOptions {
  readonly file: string;
  readonly home: string;
  /** What was loaded at the start. */
  readonly loaded: LoadedConfig;
  /** A new configuration that is in order; the next one waits until this has resolved. */
  readonly onConfig: (loaded: LoadedConfig) => Promise<void>;
  /** An edit that is not in order: what ran before goes on. */
  readonly onRefused: (problems: readonly string[]) => void;
  /** Of the clock that the file's times are of, ms since the epoch. */
  readonly nowMs?: () => number;
}

/** Short enough to count as at once, and one look at one file costs nothing. Works on every file system. */
const LOOK_EVERY_MS = 500;
/** An editor that writes in place may be half-way through: what it has written by then may be in order, with items less. */
const SETTLED_MS = 200;

export function watchConfig(options: ConfigWatchOptions): ConfigWatch {
  const { file, home, nowMs = Date.now, onConfig, onRefused } = options;
  let current = options.loaded;
  let problems: readonly string[] = [];
  let seen: ConfigText = current;
  let stamp: string | undefined;
  let looking: Promise<void> = Promise.resolve();
  let closed = false;

  const refuse = (because: readonly string[]): void => {
    if (because.join('\n') === problems.join('\n')) return;
    problems = because;
    onRefused(because);
  };

  const take = async (read: ConfigText): Promise<void> => {
    if (isSame(read, current)) problems = [];
    if (isSame(read, seen)) return;
    const checked = checkConfigText(read, home);
    const lost = lossOf(read, current);
    if (checked.config === undefined || lost !== undefined) {
      seen = read;
      return refuse(lost === undefined ? linesOf(file, checked.problems) : [lost]);
    }
    const next = { ...read, config: checked.config, warnings: checked.problems };
    current = next;
    await inForce(next);
    // Only now: what could not be taken over is taken over at the next look.
    seen = read;
  };

  /** Whoever sees its items sees no problems of the one before any more. */
  const inForce = async (next: LoadedConfig): Promise<void> => {
    const before = problems;
    problems = [];
    try {
      await onConfig(next);
    } catch (error) {
      problems = before;
      throw error;
    }
  };

  const lookOnce = async (atOnce: boolean): Promise<void> => {
    const { stamp: now, changedMs } = await stampOf(file);
    if (closed || now === stamp) return;
    if (!atOnce && isFresh(nowMs() - changedMs)) return;
    if (now === NO_FILE) return refuse([`${file} is no regular file any more`]);
    try {
      await take(await readConfigText(file));
      stamp = now;
    } catch (error) {
      // Half-way through being replaced, or unreadable: looked at again.
      refuse([messageOf(error)]);
    }
  };

  const look = (atOnce = true): Promise<void> => (looking = looking.then(() => lookOnce(atOnce)));
  const timer = setInterval(() => void look(false), LOOK_EVERY_MS);
  timer.unref();
  return {
    get current() {
      return current;
    },
    get problems() {
      return problems;
    },
    look: () => look(),
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

/** Permissions count, since a file that others may change can be refused for them. */
function isSame(left: ConfigText, right: ConfigText): boolean {
  return left.text === right.text && left.exists === right.exists && left.mode === right.mode;
}

/** A disk that was full under an editor, or an accident, is no wish to back up nothing any more. */
function lossOf({ exists, file, text }: ConfigText, { config }: LoadedConfig): string | undefined {
  if (!exists) return `${file} is not there any more`;
  const saysNothing = text.split('\n').every((line) => /^\s*(#.*)?$/.test(line));
  if (!saysNothing || config.items.length === 0) return undefined;
  return `${file} is empty: put it back, or write 'items: []' to have no items any more`;
}

/** A pipe would be waited for without end. */
const NO_FILE = 'no file';

/** `stamp` changes with whatever may change the text, which was at `changedMs`. */
async function stampOf(file: string): Promise<{ readonly stamp: string; readonly changedMs: number }> {
  try {
    const found = await stat(file, { bigint: true });
    if (!found.isFile()) return { stamp: NO_FILE, changedMs: 0 };
    const { ino, size, mtimeMs, mtimeNs, ctimeNs, mode } = found;
    return { stamp: [ino, size, mtimeNs, ctimeNs, mode].join('.'), changedMs: Number(mtimeMs) };
  } catch {
    return { stamp: 'none', changedMs: 0 };
  }
}

function isFresh(ageMs: number): boolean {
  return ageMs >= 0 && ageMs < SETTLED_MS;
}

function linesOf(file: string, problems: readonly ConfigProblem[]): readonly string[] {
  return problems.filter(({ level }) => level === 'error').map((problem) => problemLine(file, problem));
}
