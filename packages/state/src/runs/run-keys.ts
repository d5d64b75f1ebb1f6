import type { KeyRange } from '../keys.js';
import { startingWith } from '../keys.js';

/** Numbers are padded, so that the order of the keys is theirs. Items' names hold no NUL. */
const DIGITS = 12;

const padded = (number: number): string => String(number).padStart(DIGITS, '0');

export function runKey(item: string, number: number): string {
  return `run\0${item}\0${padded(number)}`;
}

export function runsOf(item: string): KeyRange {
  return startingWith(`run\0${item}\0`);
}

/** The runs of an item before the one of this number. */
export function runsBefore(item: string, number: number): KeyRange {
  return { from: `run\0${item}\0`, before: runKey(item, number) };
}

export function awaitedKey(item: string): string {
  return `awaited\0${item}`;
}

export const ALL_RUNS: KeyRange = startingWith('run\0');

export function lineKey(item: string, number: number, sequence: number): string {
  return `line\0${item}\0${padded(number)}\0${padded(sequence)}`;
}

/** The sequence number in a line's key. */
export function sequenceIn(key: string): number {
  return Number(key.slice(-DIGITS));
}

export function linesOf(item: string, number: number): KeyRange {
  return startingWith(`line\0${item}\0${padded(number)}\0`);
}

/** The lines of a run after the one of this sequence number. */
export function linesAfter(item: string, number: number, sequence: number): KeyRange {
  const { before } = linesOf(item, number);
  return { from: lineKey(item, number, sequence + 1), before };
}

export function allLinesOf(item: string): KeyRange {
  return startingWith(`line\0${item}\0`);
}
