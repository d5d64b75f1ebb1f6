import type { OperationName, Outcome } from '@syncline/model';

import type { Colour, Paint } from './paint.js';
import { formatBytes } from './quantities.js';
import { safePath, safeText } from './safe-text.js';

interface Words {
  readonly done: string;
  readonly planned: string;
  readonly undone: string;
  readonly colour: Colour;
}

const WORDS: Readonly<Record<OperationName, Words>> = {
  copy: { done: 'copied', planned: 'would copy', undone: 'not copied', colour: 'green' },
  update: { done: 'updated', planned: 'would update', undone: 'not updated', colour: 'green' },
  delete: { done: 'deleted', planned: 'would delete', undone: 'not deleted', colour: 'red' },
  mkdir: { done: 'made', planned: 'would make', undone: 'not made', colour: 'green' },
  rmdir: { done: 'removed', planned: 'would remove', undone: 'not removed', colour: 'red' },
  move: { done: 'moved', planned: 'would move', undone: 'not moved', colour: 'cyan' },
  conflict: { done: 'conflict', planned: 'conflict', undone: 'not resolved', colour: 'yellow' },
  skip: { done: 'skipped', planned: 'skipped', undone: 'skipped', colour: 'yellow' },
};

/** Updates that write no content. */
const TIME_WORDS: Words = {
  done: 'time set',
  planned: 'would set time',
  undone: 'time not set',
  colour: 'green',
};
const MODE_WORDS: Words = {
  done: 'mode set',
  planned: 'would set mode',
  undone: 'mode not set',
  colour: 'green',
};

const DONE_COLUMNS = 9;
const PLANNED_COLUMNS = 15;

const UNPAINTED: Paint = (_colour, text) => text;

/** Whether an outcome is something that people must be told of even when they want nothing else. */
export function isTrouble(outcome: Outcome): boolean {
  return outcome.op === 'skip' || outcome.outcome === 'failed' || outcome.outcome === 'stale';
}

/** Whether an outcome is that a file got the time or the mode of its twin: no version of it was replaced. */
export function setsAttributes({ op, outcome, reason }: Outcome): boolean {
  return op === 'update' && outcome === 'applied' && (reason === 'time' || reason === 'mode');
}

/** One line for people: what was done, would be done, or could not be done and why. No line break, no control. */
export function operationLine(outcome: Outcome, paint: Paint = UNPAINTED): string {
  const { word, colour, columns } = verb(outcome);
  return `${paint(colour, word)}${' '.repeat(Math.max(1, columns - word.length))}${subject(outcome)}${remark(outcome)}`;
}

function verb(outcome: Outcome): {
  readonly word: string;
  readonly colour: Colour;
  readonly columns: number;
} {
  const words = wordsFor(outcome);
  switch (outcome.outcome) {
    case 'applied':
      return { word: words.done, colour: words.colour, columns: DONE_COLUMNS };
    case 'planned':
      return { word: words.planned, colour: words.colour, columns: PLANNED_COLUMNS };
    case 'held':
      return { word: 'held', colour: 'yellow', columns: DONE_COLUMNS };
    case 'failed':
    case 'stale':
      return { word: words.undone, colour: 'red', columns: DONE_COLUMNS };
  }
}

function wordsFor(outcome: Outcome): Words {
  if (outcome.op !== 'update') return WORDS[outcome.op];
  if (outcome.reason === 'time') return TIME_WORDS;
  return outcome.reason === 'mode' ? MODE_WORDS : WORDS.update;
}

function subject(outcome: Outcome): string {
  const slash = outcome.op === 'mkdir' || outcome.op === 'rmdir' ? '/' : '';
  const path = outcome.path === '' ? '.' : `${safePath(outcome.path)}${slash}`;
  if (outcome.from === undefined) return path;
  if (outcome.op === 'conflict') return `${path} (the other version is kept as ${safePath(outcome.from)})`;
  return `${safePath(outcome.from)} -> ${path}`;
}

function remark(outcome: Outcome): string {
  if (isTrouble(outcome)) return ` (${outcome.side}): ${trouble(outcome)}`;
  if (outcome.outcome === 'held') return ` (waits for approval to be ${WORDS[outcome.op].done})`;
  return outcome.op === 'copy' || (outcome.op === 'update' && outcome.bytes > 0)
    ? ` (${formatBytes(outcome.bytes)})`
    : '';
}

function trouble(outcome: Outcome): string {
  if (outcome.message !== undefined) return safeText(outcome.message);
  if (outcome.outcome === 'stale') return 'it changed meanwhile; the next run looks again';
  return outcome.code ?? outcome.reason ?? 'no reason is known';
}
