import type { Row } from './result.ts';

/** What is to be reached, always by the contender that is named first, by default `syncline`. */
export type Target =
  | {
      /** Its median wall time over the fastest of some others. */
      readonly kind: 'ratio';
      readonly to: readonly string[];
      readonly atMost: number;
    }
  | { readonly kind: 'memory'; readonly of?: string; readonly atMostBytes: number }
  | { readonly kind: 'wall'; readonly atMostMs: number }
  | { readonly kind: 'note'; readonly text: string; readonly isNote: string };

/** `reached` is undefined when a figure is missing. */
export interface Judged {
  readonly target: string;
  readonly actual: string;
  readonly reached: boolean | undefined;
}

const SYNCLINE = 'syncline';
const MEGABYTE = 1_000_000;

export function judge(target: Target, rows: readonly Row[]): Judged {
  switch (target.kind) {
    case 'ratio':
      return judgeRatio(target, rows);
    case 'memory':
      return judgeMemory(target, rows);
    case 'wall':
      return judgeWall(target, rows);
    case 'note':
      return judgeNote(target, rows);
  }
}

function judgeRatio({ to, atMost }: Extract<Target, { kind: 'ratio' }>, rows: readonly Row[]): Judged {
  const wall = rowOf(rows, SYNCLINE)?.wallSeconds?.median;
  const others = to.map((name) => rowOf(rows, name)).filter((row) => row?.wallSeconds !== undefined);
  const fastest = others.toSorted((left, right) => left!.wallSeconds!.median - right!.wallSeconds!.median)[0];
  const text = `${atMost} × ${to.join(' or ')}`;
  if (wall === undefined || fastest === undefined) return { target: text, actual: '–', reached: undefined };
  const ratio = wall / fastest.wallSeconds!.median;
  const perRound =
    fastest.ratioPerRound === undefined ? '' : ` (per round ${fastest.ratioPerRound.toFixed(2)})`;
  const which = to.length > 1 ? ` × ${fastest.name}` : '';
  return { target: text, actual: `${ratio.toFixed(2)}${which}${perRound}`, reached: ratio <= atMost };
}

function judgeMemory({ of, atMostBytes }: Extract<Target, { kind: 'memory' }>, rows: readonly Row[]): Judged {
  const peak = rowOf(rows, of ?? SYNCLINE)?.peakBytes?.max;
  const target = `peak RSS ${atMostBytes / MEGABYTE} MB`;
  if (peak === undefined) return { target, actual: '–', reached: undefined };
  return { target, actual: `${Math.round(peak / MEGABYTE)} MB`, reached: peak <= atMostBytes };
}

function judgeWall({ atMostMs }: Extract<Target, { kind: 'wall' }>, rows: readonly Row[]): Judged {
  const seconds = rowOf(rows, SYNCLINE)?.wallSeconds?.median;
  const target = `${atMostMs} ms (a feeling, no gate)`;
  if (seconds === undefined) return { target, actual: '–', reached: undefined };
  return { target, actual: `${Math.round(seconds * 1_000)} ms`, reached: seconds * 1_000 <= atMostMs };
}

function judgeNote({ text, isNote }: Extract<Target, { kind: 'note' }>, rows: readonly Row[]): Judged {
  const note = rowOf(rows, SYNCLINE)?.note;
  return { target: text, actual: note ?? '–', reached: note === undefined ? undefined : note === isNote };
}

function rowOf(rows: readonly Row[], name: string): Row | undefined {
  return rows.find((row) => row.name === name);
}
