import { compilePattern, touchedBy, validateItem } from '@syncline/engine/validate';
import { addressOf, messageOf } from '@syncline/model';
import type { Touched } from '@syncline/scheduler';
import { bothWrite } from '@syncline/scheduler';

import type { ConfiguredItem, ConfiguredSide } from './configured-item.js';
import type { KeyPath } from './problem.js';
import { withoutSecrets } from './without-secrets.js';

/** A complaint that no schema can make. */
export interface Finding {
  readonly level: 'error' | 'warning';
  readonly path: KeyPath;
  readonly message: string;
}

/** What is wrong with items that are each well-formed: patterns, roots, pins, names, items in each other's way. */
export function* crossChecks(items: readonly ConfiguredItem[]): Generator<Finding> {
  const names = new Map<string, number>();
  const writers: Writer[] = [];
  for (const [index, item] of items.entries()) {
    const path = ['items', index];
    const first = names.get(item.name);
    if (first !== undefined) {
      yield error([...path, 'name'], `is the name of items[${first}] too: names are unique`);
    }
    names.set(item.name, first ?? index);
    yield* checkItem(item, path);
    const touched = touchedBy(item);
    yield* checkOthers({ item, touched }, writers, path);
    writers.push({ item, touched });
  }
}

function* checkItem(item: ConfiguredItem, path: KeyPath): Generator<Finding> {
  const bad = [
    ...checkSide(item.source, [...path, 'source']),
    ...checkSide(item.destination, [...path, 'destination']),
  ];
  yield* bad;
  if (bad.some(({ level }) => level === 'error')) return;
  const message = complaintOf(() => validateItem(withoutSecrets(item)));
  if (message !== undefined) yield error(path, message);
  yield* checkLogFile(item, path);
}

/** A log that is itself synchronized makes work at every run. */
function* checkLogFile({ destination, logFile, source }: ConfiguredItem, path: KeyPath): Generator<Finding> {
  for (const { endpoint } of [source, destination]) {
    if (logFile === undefined || endpoint.type !== 'directory') continue;
    if (!logFile.startsWith(endpoint.path.endsWith('/') ? endpoint.path : `${endpoint.path}/`)) continue;
    const message = `lies inside ${endpoint.path} and would be synchronized at every run: choose another place`;
    yield { level: 'warning', path: [...path, 'logFile'], message };
  }
}

function* checkSide({ endpoint, fileCheck, ignore }: ConfiguredSide, path: KeyPath): Generator<Finding> {
  for (const [index, pattern] of ignore.entries()) {
    const message = complaintOf(() => compilePattern(pattern));
    if (message !== undefined) yield error([...path, 'ignore', index], message);
  }
  if (fileCheck?.pattern !== undefined) {
    const { pattern } = fileCheck;
    const message = complaintOf(() => compilePattern(pattern));
    if (message !== undefined) yield error([...path, 'fileCheck'], message);
  }
  if (endpoint.type === 'directory') return;
  if (endpoint.type === 'ftp' && endpoint.fingerprint !== undefined && endpoint.tls === 'none') {
    yield error(
      [...path, 'fingerprint'],
      'protects nothing without TLS: set tls to explicit or implicit, or remove it',
    );
  }
  if (endpoint.password?.from === 'text' && endpoint.password.text !== '') {
    const message =
      'holds the password itself: better { env: NAME }, { file: PATH } or { secret: NAME } (syncline secret set NAME)';
    yield { level: 'warning', path: [...path, 'password'], message };
  }
}

interface Writer {
  readonly item: ConfiguredItem;
  readonly touched: Touched;
}

function* checkOthers(
  { item, touched }: Writer,
  others: readonly Writer[],
  path: KeyPath,
): Generator<Finding> {
  for (const other of others) {
    const shared = bothWrite(touched, other.touched);
    if (shared === undefined) continue;
    const place = addressOf(item[shared === touched[0] ? 'source' : 'destination'].endpoint);
    yield error(
      path,
      `writes into ${place}, which the item ${other.item.name} writes too: choose separate places`,
    );
  }
}

function complaintOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function error(path: KeyPath, message: string): Finding {
  return { level: 'error', path, message };
}
