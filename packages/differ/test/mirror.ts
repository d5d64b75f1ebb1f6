import type { Operation, Row } from '@syncline/model';
import { otherSide } from '@syncline/model';
import type { Decision } from '../src/decision.js';
import type { Pairing } from '../src/pairing.js';
import type { Policy } from '../src/policy.js';

/** What would be seen if the sides had each other's name (I7). */
export function mirroredPairing(pairing: Pairing): Pairing {
  const { source, destination, row } = pairing;
  return { ...pairing, source: destination, destination: source, row: mirroredRow(row) };
}

export function mirroredPolicy(policy: Policy): Policy {
  return { ...policy, source: policy.destination, destination: policy.source };
}

function mirroredRow(row: Row | undefined): Row | undefined {
  if (row === undefined) return undefined;
  if (row.kind !== 'directory') return { ...row, source: row.destination, destination: row.source };
  if (row.mountPoint === undefined) return row;
  const { source, destination } = row.mountPoint;
  return { ...row, mountPoint: { source: destination, destination: source } };
}

/** The same decision with the sides swapped; its properties in the order in which a decision has them. */
export function mirrored(decision: Decision): Decision {
  switch (decision.do) {
    case 'record':
    case 'descend':
    case 'conflict':
      return { ...decision, source: decision.destination, destination: decision.source } as Decision;
    case 'apply':
      return { ...decision, operation: mirroredOperation(decision.operation) };
    case 'make':
      return { ...decision, operation: { ...decision.operation, side: otherSide(decision.operation.side) } };
    case 'delete':
    case 'vanished':
    case 'replace':
    case 'type-conflict':
      return { ...decision, side: otherSide(decision.side) };
    default:
      return decision;
  }
}

function mirroredOperation(operation: Operation): Operation {
  const side = otherSide(operation.side);
  if (operation.op !== 'skip') return { ...operation, side };
  const { problem } = operation;
  return { ...operation, side, problem: { ...problem, message: mirroredText(problem.message) } };
}

function mirroredText(text: string): string {
  return text.replace(/\bsource\b|\bdestination\b/g, (side) =>
    side === 'source' ? 'destination' : 'source',
  );
}
