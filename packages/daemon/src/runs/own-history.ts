import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import type { Outcome, Summary } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import { DEFAULT_RETENTION, RunHistory } from '@syncline/state';

import type { RunShape } from '../api/run-shapes.js';
import { runShape } from '../api/to-shapes.js';
import { daemonPlaces } from '../process/places.js';

/** A process that has no daemon writes down one run, or reads a few, and lets the history go. */
const PATIENCE_MS = 1_000;
const AGAIN_AFTER_MS = 25;

/** A run that is made without a daemon, until it is written down. */
export interface OwnRun {
  line(outcome: Outcome): void;
  /** Writes it into the history of the state directory. Throws `locked` while a daemon has that, and what the disk says. */
  end(summary: Summary, endedMs: number): Promise<void>;
}

/** Opens the history of a state directory, and waits a little where another process has it. Throws `locked`. */
export async function openHistory(directory: string): Promise<RunHistory> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await RunHistory.open(directory);
    } catch (error) {
      const isLocked = isSynclineError(error) && error.code === 'locked';
      if (!isLocked || performance.now() > untilMs) throw error;
      await delay(AGAIN_AFTER_MS);
    }
  }
}

/** Takes down a run of an item: at its end it stands in the history as if a daemon had made it. */
export function takeDown(stateDirectory: string, item: string, startedMs: number): OwnRun {
  const lines: Outcome[] = [];
  let beyond = 0;
  return {
    line(outcome) {
      if (lines.length < DEFAULT_RETENTION.linesPerRun) lines.push(outcome);
      else beyond += 1;
    },
    async end(summary, endedMs) {
      const history = await openHistory(daemonPlaces(stateDirectory).history);
      try {
        const writer = await history.begin(item, 'manual', startedMs);
        for (const line of lines) writer.line(line);
        await writer.end(endedMs, summary, beyond);
      } finally {
        await history.close();
      }
    },
  };
}

/** The latest runs of an item, latest first, while no daemon runs. */
export async function rememberedRuns(
  stateDirectory: string,
  item: string,
  limit: number,
): Promise<readonly RunShape[]> {
  const directory = daemonPlaces(stateDirectory).history;
  if (!existsSync(directory)) return [];
  const history = await openHistory(directory);
  try {
    return (await history.runs(item, limit)).map((record) => runShape(record, false));
  } finally {
    await history.close();
  }
}
