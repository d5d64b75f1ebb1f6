import type { Decision, Hashes, Pairing, Seen, Standing } from '@syncline/differ';
import { contentStandingOf, isUnknown, standingOf } from '@syncline/differ';
import type { Operation, Row, Side } from '@syncline/model';
import type { PastOutcome, PastVersion } from '@syncline/state';
import { hasContent, otherSide } from '@syncline/model';

/** How a side's file or link stands to the journal; undefined where there is nothing to compare. */
export function standing(pairing: Pairing, side: Side, hashes: Hashes): Standing | undefined {
  const [seen, row] = [pairing[side], pairing.row];
  if (typeof seen === 'string' || !hasContent(seen) || row === undefined || row.kind === 'directory')
    return undefined;
  const wasRead = hashes[side] !== undefined && row.hash !== undefined;
  return (wasRead ? contentStandingOf : standingOf)(seen, row, side, hashes);
}

const STANDINGS: Readonly<Record<Standing, string>> = {
  same: 'unchanged',
  touched: 'touched',
  changed: 'changed',
  ask: 'in doubt',
};

/** A row of the tables of SPEC §3 in words: `O=file A=unchanged B=absent → delete on the source`. */
export function ruleInWords(pairing: Pairing, decision: Decision, hashes: Hashes): string {
  const { row, source, destination } = pairing;
  const side = (name: Side, seen: Seen): string => sideInWords(seen, standing(pairing, name, hashes));
  const state = `O=${row?.kind ?? 'none'} A=${side('source', source)} B=${side('destination', destination)}`;
  return `${state} → ${shortly(decision)}`;
}

/** The same of what was recorded: `O=file A=changed B=unchanged → update on the destination`. */
export function pastRuleInWords({ op, side, row, source, destination }: PastOutcome): string {
  const seen = (name: Side, version: PastVersion | undefined): string => {
    if (version === undefined) return 'not recorded';
    if (version.token === undefined || row === undefined || row.kind === 'directory') return version.kind;
    return STANDINGS[row[name].token === version.token ? 'same' : 'changed'];
  };
  const state = `O=${row?.kind ?? 'none'} A=${seen('source', source)} B=${seen('destination', destination)}`;
  return `${state} → ${op} on the ${side}`;
}

function sideInWords(seen: Seen, stands: Standing | undefined): string {
  if (seen === 'absent') return 'absent';
  if (isUnknown(seen)) return 'unknown';
  return stands === undefined ? seen.kind : STANDINGS[stands];
}

function shortly(decision: Decision): string {
  switch (decision.do) {
    case 'nothing':
      return 'nothing';
    case 'record':
      return 'record only';
    case 'forget':
      return 'forget';
    case 'hash':
      return 'compare content';
    case 'apply':
    case 'make':
      return `${decision.operation.op} on the ${decision.operation.side}`;
    case 'descend':
      return 'look inside';
    case 'delete':
      return `delete on the ${decision.side}`;
    case 'vanished':
      return `remove on the ${decision.side}, bottom-up`;
    case 'replace':
      return `replace on the ${decision.side}`;
    case 'conflict':
      return 'conflict: keep both';
    case 'type-conflict':
      return 'type conflict: the folder keeps the name';
  }
}

/** What the next run does about it: one sentence. */
export function decisionInWords(decision: Decision, pairing: Pairing): string {
  switch (decision.do) {
    case 'nothing':
      return isUnknown(pairing.source) || isUnknown(pairing.destination)
        ? 'nothing is done at or below it while one side is unknown'
        : 'nothing is to be done';
    case 'record':
      return 'both sides have the same: the journal notes it, nothing is written';
    case 'forget':
      return knownRow(pairing.row) + 'gone from both sides: the journal forgets it';
    case 'hash':
      return 'the contents have to be compared';
    case 'apply':
    case 'make':
      return operationInWords(decision.operation);
    case 'descend':
      return 'a folder on both sides: what is in it is looked at, name by name';
    case 'delete':
      return `it is deleted on the ${decision.side}, because ${goneFrom(decision.side)}`;
    case 'vanished':
      return `the folder is removed on the ${decision.side}, because ${goneFrom(decision.side)}; what was changed in it would stay`;
    case 'replace':
      return `the ${decision.old.kind} on the ${decision.side} goes to the trash, and the ${decision.entry.kind} takes its place, if the delete guard agrees`;
    case 'conflict':
      return 'both were changed: both versions are kept on both sides, one of them under a conflict name';
    case 'type-conflict':
      return `the folder keeps the name; the ${decision.content.kind} on the ${decision.side} gets a conflict name; both go to both sides`;
  }
}

function goneFrom(side: Side): string {
  return `the ${otherSide(side)} does not have it; first that is proven by name, and the delete guard has to agree`;
}

function operationInWords(operation: Operation): string {
  const { op, side } = operation;
  switch (op) {
    case 'copy':
      return `it is copied to the ${side}`;
    case 'update':
      return 'content' in operation
        ? `it is updated on the ${side}`
        : `its ${operation.reason} is set on the ${side}, no content is written`;
    case 'mkdir':
      return `the folder is made on the ${side}`;
    case 'skip':
      return `nothing is done at or below it (${side}): ${operation.problem.message}`;
    default:
      return `${op} on the ${side}`;
  }
}

function knownRow(row: Row | undefined): string {
  return row === undefined ? '' : `the ${row.kind} is `;
}
