import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '@syncline/model';
import { inState } from '../errors.js';
import { exists, replaceFile } from '../files.js';
import type { ProcessIdentity } from '../process-identity.js';
import { isRunning, mayBeAlive, thisProcess } from '../process-identity.js';
import type { RunRecord } from './run-record.js';

/** A line takes about 400 bytes: some hundred runs are kept, and twice as many before the older ones go. */
const KEPT_RUNS = 500;
const MOST_RUNS = 2 * KEPT_RUNS;

export interface NotedRun {
  readonly run: RunRecord;
  /** Its process is at work on it. One that neither goes on nor ended was lost with its process. */
  readonly goesOn: boolean;
}

/** A run as its line has it. */
interface NotedLine extends RunRecord {
  /** Who carries it out; only until it has ended. */
  readonly by?: ProcessIdentity | undefined;
}

/**
 * Adds a run to those of an item that no `RunHistory` tells of, a line each in a file beside its journal: for people, nothing is
 * decided by it. Resolves to its number; `number`: the one that it was noted under when it began, which is now told to have ended. Does
 * nothing where the item has no folder, which a run that was refused does not make. Throws `state`.
 */
export async function noteRun(
  directory: string,
  run: Omit<RunRecord, 'number'>,
  number?: number,
): Promise<number | undefined> {
  if (!(await exists(directory))) return undefined;
  return inState(directory, async () => {
    const file = fileIn(directory);
    const before = await textIn(file);
    const runs = runsIn(before);
    const by = run.summary === undefined ? { by: await thisProcess() } : {};
    const noted: NotedLine = { number: number ?? (runs.at(-1)?.number ?? 0) + 1, ...run, ...by };
    const isTorn = before !== '' && !before.endsWith('\n');
    const added = isTorn ? `\n${lineOf(noted)}` : lineOf(noted);
    if (runs.length >= MOST_RUNS) {
      const kept = runsIn(before + added).slice(-KEPT_RUNS);
      await replaceFile(file, kept.map(lineOf).join(''), { lasting: false });
    } else await appendFile(file, added, { mode: 0o600 });
    return noted.number;
  });
}

/** The latest runs that `noteRun` was told of, latest first. Throws `state`. */
export async function notedRuns(directory: string, limit: number): Promise<readonly NotedRun[]> {
  const text = await inState(directory, () => textIn(fileIn(directory)));
  const latest = runsIn(text).toReversed().slice(0, limit);
  return Promise.all(
    latest.map(async ({ by, ...run }) => ({ run, goesOn: by !== undefined && (await goesOnIn(by)) })),
  );
}

/** Where a process can't be told from a later one of its number, it is taken for that. */
function goesOnIn(by: ProcessIdentity): Promise<boolean> {
  return by.startTicks === undefined ? mayBeAlive(by) : isRunning(by);
}

function fileIn(directory: string): string {
  return join(directory, 'runs.jsonl');
}

function lineOf(run: NotedLine): string {
  return `${JSON.stringify(run)}\n`;
}

async function textIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  }
}

/** By their numbers; of one that has two lines the later tells how it ended. */
function runsIn(text: string): readonly NotedLine[] {
  const runs = new Map(
    text
      .split('\n')
      .flatMap(runOf)
      .map((run) => [run.number, run]),
  );
  return [...runs.values()].sort((left, right) => left.number - right.number);
}

/** Nothing for a line that a power cut tore. */
function runOf(line: string): readonly NotedLine[] {
  try {
    const run = JSON.parse(line) as Partial<NotedLine>;
    const isWhole = typeof run.number === 'number' && typeof run.startedMs === 'number';
    return isWhole ? [run as NotedLine] : [];
  } catch {
    return [];
  }
}
