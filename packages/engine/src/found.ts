import type { Operation } from '@syncline/model';
import type { Tally } from './tally.js';

/** What is to be written was found, by a decision on its name: progress tells it before it is done. */
export function noteFound(tally: Tally, decision: Decided): void {
  if (decision.do === 'apply' && decision.operation !== undefined) find(tally, decision.operation, 1);
}

/** It is not to be written after all, or not yet, and then it is found anew. */
export function noteLost(tally: Tally, operation: Operation): void {
  find(tally, operation, -1);
}

type Decided = { readonly do: string; readonly operation?: Operation };

function find(tally: Tally, operation: Operation, sign: 1 | -1): void {
  const writes = (operation.op === 'copy' || operation.op === 'update') && 'content' in operation;
  if (writes) tally.find(sign, sign * operation.content.size);
}
