import type { Side } from '@syncline/model';
import type { Decision } from '../src/decision.js';

const LETTERS: Readonly<Record<Side, string>> = { source: 'A', destination: 'B' };

/** A decision in the words of the two-way table: A is the source, B the destination. */
export function inSides(decision: Decision): string {
  switch (decision.do) {
    case 'apply': {
      const { op, side, reason } = decision.operation;
      if (op === 'skip') return 'skip';
      if (op === 'copy') return `create on ${LETTERS[side]}`;
      return `${reason === 'content' || reason === 'target' ? 'replace' : `set ${reason}`} on ${LETTERS[side]}`;
    }
    case 'make':
      return `create on ${LETTERS[decision.operation.side]}`;
    case 'hash':
      return ['hash', ...Object.keys(decision.read).map((side) => LETTERS[side as Side])].join(' ');
    case 'delete':
      return `delete on ${LETTERS[decision.side]}`;
    case 'vanished':
      return `remove on ${LETTERS[decision.side]}`;
    case 'replace':
      return `make way on ${LETTERS[decision.side]}`;
    case 'type-conflict':
      return `type conflict, ${LETTERS[decision.side]} gives way`;
    case 'descend':
      return 'recurse';
    default:
      return decision.do;
  }
}

/** The same words when the sides have each other's name. */
export function otherWayRound(words: string): string {
  const swapped = words.replace(/\b[AB]\b/g, (letter) => (letter === 'A' ? 'B' : 'A'));
  return swapped === 'hash B A' ? 'hash A B' : swapped;
}
