import { isDeepStrictEqual } from 'node:util';
import type { Identity, Path, Row, Side } from '@syncline/model';
import { compareBytes, identityOf, nameOf, parentOf } from '@syncline/model';
import type { Child, CommitOptions, Journal, Note, RowChange } from '@syncline/state';
import { createMemorySpill } from './memory-spill.ts';

/** What a journal holds, by value: rows of each directory, facts and notes as JSON. */
export interface JournalContent {
  readonly rows: Map<Path, Map<Path, Row>>;
  readonly facts: Map<string, string>;
  readonly notes: Map<string, string>;
  /** Where each side's identities are known from: the path that took one last, until it has it no more. */
  readonly index: Readonly<Record<Side, Map<Identity, Path>>>;
  /** How often it has changed. */
  changes: number;
}

export function emptyJournal(): JournalContent {
  const index = { source: new Map(), destination: new Map() };
  return { rows: new Map(), facts: new Map(), notes: new Map(), index, changes: 0 };
}

/** All of it is gone. */
export function loseJournal(content: JournalContent): void {
  const { rows, facts, notes, index } = content;
  for (const part of [rows, facts, notes, index.source, index.destination]) part.clear();
  content.changes += 1;
}

/** A copy that later commits do not reach. Rows never change, so they are shared. */
export function copyJournal({ rows, facts, notes, index, changes }: JournalContent): JournalContent {
  const copied = new Map<Path, Map<Path, Row>>();
  for (const [directory, children] of rows) copied.set(directory, new Map(children));
  const copiedIndex = { source: new Map(index.source), destination: new Map(index.destination) };
  return { rows: copied, facts: new Map(facts), notes: new Map(notes), index: copiedIndex, changes };
}

/** Called right before something becomes durable, and right after; throwing is a crash there. */
export type JournalStep = (step: 'commit' | 'committed') => void | Promise<void>;

/**
 * The whole `Journal` in memory. A batch becomes durable at once and wholly, between its two steps: a power cut at the
 * first one loses it, one at the second keeps what nobody was told of. Damage does not happen here.
 */
export function createMemoryJournal(content: JournalContent, step: JournalStep): Journal {
  const { facts, notes } = content;
  let order: Promise<void> = Promise.resolve();
  const durably = (apply: () => void): Promise<void> => {
    order = order.then(async () => {
      await step('commit');
      apply();
      content.changes += 1;
      await step('committed');
    });
    return order;
  };
  const listNotes = (prefix = ''): Note[] =>
    [...notes]
      .filter(([key]) => key.startsWith(prefix))
      .sort(byKey)
      .map(([key, value]) => ({ key, value: JSON.parse(value) }));
  const clear = (keys: readonly string[]): void => keys.forEach((key) => notes.delete(key));
  return {
    origin: { state: content.rows.size === 0 && facts.size === 0 ? 'new' : 'intact' },
    get rowCount() {
      return countRows(content, () => true);
    },
    get contentCount() {
      return countRows(content, ({ kind }) => kind !== 'directory');
    },
    children: async (directory) => childrenOf(content, directory),
    get: (path) => rowAt(content, path),
    findIdentity: (side, identity) => findIdentity(content, side, identity),
    commit: (changes: readonly RowChange[], { clearNotes = [], facts: added = {} }: CommitOptions = {}) =>
      durably(() => {
        for (const change of changes) {
          changeRow(content, change);
          changeIndex(content, change);
        }
        clear(clearNotes);
        for (const [key, value] of Object.entries(added)) facts.set(key, JSON.stringify(value));
      }),
    lastOutcome: () => undefined,
    getFact: (key) => parsed(facts.get(key)),
    setFact: (key, value) =>
      durably(() => void (value === undefined ? facts.delete(key) : facts.set(key, JSON.stringify(value)))),
    putNotes: (added) =>
      durably(() => added.forEach(({ key, value }) => notes.set(key, JSON.stringify(value)))),
    listNotes: async (prefix) => listNotes(prefix),
    clearNotes: (prefix) => durably(() => clear(listNotes(prefix).map(({ key }) => key))),
    spill: createMemorySpill(),
    verify: async () => undefined,
    setAside: async (because) => because,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

export function rowAt({ rows }: JournalContent, path: Path): Row | undefined {
  return rows.get(parentOf(path))?.get(nameOf(path));
}

function countRows({ rows }: JournalContent, counts: (row: Row) => boolean): number {
  let count = 0;
  for (const children of rows.values()) for (const row of children.values()) if (counts(row)) count += 1;
  return count;
}

function childrenOf({ rows }: JournalContent, directory: Path): readonly Child[] {
  const children: Child[] = [];
  for (const [name, row] of rows.get(directory) ?? []) children.push({ name, row });
  return children.sort((left, right) => compareBytes(left.name, right.name));
}

function findIdentity(content: JournalContent, side: Side, identity: Identity): Path | undefined {
  const path = content.index[side].get(identity);
  return path !== undefined && identityOf(rowAt(content, path), side) === identity ? path : undefined;
}

function changeIndex({ index }: JournalContent, { path, row, previous }: RowChange): void {
  for (const side of ['source', 'destination'] as const) {
    const [before, now] = [identityOf(previous, side), identityOf(row, side)];
    if (before === now) continue;
    if (before !== undefined && index[side].get(before) === path) index[side].delete(before);
    if (now !== undefined) index[side].set(now, path);
  }
}

/** Throws where the caller's `previous` is not what the journal has: its count and digest would be wrong from then on. */
function changeRow(content: JournalContent, { path, row, previous }: RowChange): void {
  const stored = rowAt(content, path);
  if (stored !== previous && !isDeepStrictEqual(plain(stored), plain(previous))) {
    throw new Error(
      `the journal has another row for ${path} than was said: ${JSON.stringify({ stored, previous })}`,
    );
  }
  const [directory, name] = [parentOf(path), nameOf(path)];
  const children = content.rows.get(directory) ?? new Map<Path, Row>();
  if (row === undefined) children.delete(name);
  else children.set(name, row);
  if (children.size === 0) content.rows.delete(directory);
  else content.rows.set(directory, children);
}

/** Without what JSON leaves out. */
function plain(row: Row | undefined): unknown {
  return row === undefined ? undefined : JSON.parse(JSON.stringify(row));
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return compareBytes(left, right);
}
