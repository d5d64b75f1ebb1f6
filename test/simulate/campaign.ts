import { CrashViolation, crashEverywhere, crashOnce, cutEverywhere } from './crash.ts';
import type { History } from './history.ts';
import { drawHistory } from './history.ts';
import { requireOrderless, requireRepeatable, requireSymmetric } from './twice.ts';
import { play } from './play.ts';
import { showHistory } from './show.ts';
import { shrink } from './shrink.ts';
import { Coincidence } from './violation.ts';

/** What is done with each history: played, crashed at every step, or crashed with the power cut. */
export type Kind = 'histories' | 'crashes' | 'cuts';

/** What a campaign came to. */
export interface Tally {
  histories: number;
  runs: number;
  crashes: number;
  /** Histories of which nothing can be asked (`Coincidence`). */
  unlucky: number;
  readonly failures: Failure[];
}

export interface Failure {
  readonly seed: number;
  /** The violation, and the smallest history found that shows it. */
  readonly report: string;
}

export interface Bounds {
  readonly firstSeed: number;
  readonly histories: number;
  /** Ends the campaign when so many were made. */
  readonly crashes?: number;
}

function newTally(): Tally {
  return { histories: 0, runs: 0, crashes: 0, unlucky: 0, failures: [] };
}

/** More failures than this tell nothing new. */
const MAX_FAILURES = 10;

/** One of so many histories is also played a second time, with its sides swapped, and in another order of completions. */
const TWICE_EVERY = 10;

/** Draws histories from one seed after the other. Each is judged by its own seed alone, so it can be repeated alone. */
export async function campaign(
  kind: Kind,
  { firstSeed, histories, crashes = Infinity }: Bounds,
): Promise<Tally> {
  const tally = newTally();
  for (let seed = firstSeed; seed < firstSeed + histories; seed += 1) {
    if (tally.crashes >= crashes || tally.failures.length >= MAX_FAILURES) break;
    const history = drawHistory(seed);
    tally.histories += 1;
    try {
      await trials[kind](history, tally);
    } catch (error) {
      if (error instanceof Coincidence) tally.unlucky += 1;
      else tally.failures.push({ seed, report: await reportOf(kind, history, error) });
    }
  }
  return tally;
}

const trials: Readonly<Record<Kind, (history: History, tally: Tally) => Promise<void>>> = {
  async histories(history, tally) {
    const twice = history.seed % TWICE_EVERY === 0;
    const played = await play(history, { traced: twice });
    tally.runs += played.runs;
    if (!twice) return;
    await requireRepeatable(history, played);
    await requireSymmetric(history, played);
    await requireOrderless(history, played);
  },
  async crashes(history, tally) {
    await crashEverywhere(history, () => (tally.crashes += 1));
  },
  async cuts(history, tally) {
    await cutEverywhere(history, () => (tally.crashes += 1));
  },
};

/** The violation, the smallest history found that shows it, and what happens in it step by step. */
async function reportOf(kind: Kind, history: History, first: unknown): Promise<string> {
  let violation = first;
  const trial = async (candidate: History): Promise<string | undefined> => {
    try {
      await trials[kind](candidate, newTally());
      return undefined;
    } catch (error) {
      if (error instanceof Coincidence) return undefined;
      violation = error;
      return messageOf(error);
    }
  };
  const smallest = await shrink(history, trial);
  // What shows itself at times only is an I11, and is told as it was seen.
  const message = (await trial(smallest)) ?? messageOf(first);
  return `${message}\n${showHistory(smallest)}\n${await tell(smallest, violation)}`;
}

async function tell(history: History, violation: unknown): Promise<string> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const told =
    violation instanceof CrashViolation ? crashOnce(history, violation.way, { log }) : play(history, { log });
  await told.catch(() => undefined);
  return lines.join('\n');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
