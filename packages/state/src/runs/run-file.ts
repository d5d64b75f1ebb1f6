import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '@syncline/model';
import { inState } from '../errors.js';
import { exists, replaceFile } from '../files.js';
import type { RunRecord } from './run-record.js';

/** A line takes about 400 bytes: some hundred runs are kept, and twice as many before the older ones go. */
const KEPT_RUNS = 500;
const MOST_RUNS = 2 * KEPT_RUNS;

/**
 * Adds a run to those of an item that no `RunHistory` tells of, a line each in a file beside its journal: for people, nothing is
 * decided by it. Does nothing where the item has no folder, which a run that was refused does not make. Throws `state`.
 */
export async function noteRun(directory: string, run: Omit<RunRecord, 'number'>): Promise<void> {
  if (!(await exists(directory))) return;
  await inState(directory, async () => {
    const file = fileIn(directory);
    const before = await textIn(file);
    const runs = runsIn(before);
    const line = lineOf({ number: (runs.at(-1)?.number ?? 0) + 1, ...run });
    if (runs.length >= MOST_RUNS) {
      const text = [...runs.slice(1 - KEPT_RUNS).map(lineOf), line].join('');
      return replaceFile(file, text, { lasting: false });
    }
    const isTorn = before !== '' && !before.endsWith('\n');
    return appendFile(file, isTorn ? `\n${line}` : line, { mode: 0o600 });
  });
}

/** The latest runs that `noteRun` was told of, latest first. Throws `state`. */
export async function notedRuns(directory: string, limit: number): Promise<readonly RunRecord[]> {
  const text = await inState(directory, () => textIn(fileIn(directory)));
  return runsIn(text).toReversed().slice(0, limit);
}

function fileIn(directory: string): string {
  return join(directory, 'runs.jsonl');
}

function lineOf(run: RunRecord): string {
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

function runsIn(text: string): readonly RunRecord[] {
  return text.split('\n').flatMap(runOf);
}

/** Nothing for a line that a power cut tore. */
function runOf(line: string): readonly RunRecord[] {
  try {
    const run = JSON.parse(line) as Partial<RunRecord>;
    const isWhole = typeof run.number === 'number' && typeof run.startedMs === 'number';
    return isWhole ? [run as RunRecord] : [];
  } catch {
    return [];
  }
}
