import { readFileSync } from 'node:fs';

import { safeText } from '@syncline/daemon/words';
import type { PlannedOperation } from '@syncline/engine';
import { isItemName, messageOf, usageError } from '@syncline/model';

import type { PlanHeader, PlanLine } from './plan-format.js';
import { PLAN_TYPE, PLAN_VERSION, plannedOperation } from './plan-format.js';

export interface Plan {
  readonly header: PlanHeader;
  readonly operations: readonly PlannedOperation[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads a plan file. Throws `usage` for one that is not there, is no plan, is damaged, or is of another version. */
export function readPlan(file: string): Plan {
  const plan = parse(file);
  if (!isFields(plan) || plan['type'] !== PLAN_TYPE)
    throw badPlan(file, "it is not a plan. 'syncline plan --out' makes one");
  if (plan['version'] !== PLAN_VERSION) {
    throw badPlan(
      file,
      `it is of version ${String(plan['version'])}, and this one knows ${PLAN_VERSION}. Plan anew`,
    );
  }
  const { operations } = plan;
  if (!isHeader(plan) || !Array.isArray(operations) || !operations.every(isLine)) {
    throw badPlan(file, 'it was changed by hand in a way that makes no sense. Plan anew');
  }
  return { header: plan, operations: operations.map(plannedOperation) };
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badPlan(file, `it cannot be read: ${messageOf(error)}`);
  }
}

function badPlan(file: string, why: string): Error {
  return usageError(`the plan ${safeText(file)}: ${safeText(why)}`);
}

const OPS: ReadonlySet<unknown> = new Set(['copy', 'update', 'delete', 'mkdir', 'rmdir', 'move', 'conflict']);
const MODES: ReadonlySet<unknown> = new Set(['simple', 'clone', 'two-way']);

function isHeader(plan: Fields): plan is Fields & PlanHeader {
  const { item, state, approveDeletes } = plan;
  if (typeof state !== 'string' || typeof approveDeletes !== 'boolean' || !isFields(item)) return false;
  const { name, mode, recursive, source, destination, limits, deleteLimit } = item;
  // The name becomes a folder of the state directory.
  const named = typeof name === 'string' && isItemName(name);
  const settings =
    MODES.has(mode) && typeof recursive === 'boolean' && isFields(limits) && isFields(deleteLimit);
  return named && settings && isSide(source) && isSide(destination);
}

function isSide(side: unknown): boolean {
  if (!isFields(side) || !Array.isArray(side['ignore']) || !isFields(side['endpoint'])) return false;
  const { type, path, server, port, username, directory, tls } = side['endpoint'];
  if (type === 'directory') return typeof path === 'string';
  const texts = [server, username, directory].every((text) => typeof text === 'string');
  const isKnown = type === 'sftp' || (type === 'ftp' && typeof tls === 'string');
  return isKnown && texts && typeof port === 'number';
}

function isLine(line: unknown): line is PlanLine {
  if (!isFields(line)) return false;
  const { op, side, path, from, brings, takes } = line;
  const place = OPS.has(op) && (side === 'source' || side === 'destination') && typeof path === 'string';
  const versions = [brings, takes].every(
    (version) => version === undefined || (isFields(version) && typeof version['token'] === 'string'),
  );
  return place && versions && (typeof from === 'string') === (op === 'move' || op === 'conflict');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
