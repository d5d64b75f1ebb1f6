import type { Path, Row } from '@syncline/model';
import { compareBytes, nameOf, parentOf } from '@syncline/model';
import type { Child, Journal, Note, Spill, Spilled } from '@syncline/state';

/** The rows of a journal: by directory, then by name. */
export type Rows = Map<Path, Map<Path, Row>>;

export function putRow(rows: Rows, path: Path, row: Row): void {
  const directory = parentOf(path);
  const children = rows.get(directory) ?? new Map<Path, Row>();
  children.set(nameOf(path), row);
  rows.set(directory, children);
}

/** A journal over rows in memory. Nothing of it fails, and it knows no identity: there are no moves in it. */
export function journalOf(rows: Rows): Journal {
  const facts = new Map<string, unknown>();
  const notes = new Map<string, unknown>();
  const spill = memorySpill();
  const all = (): Row[] => [...rows.values()].flatMap((children) => [...children.values()]);
  const notesFrom = (prefix = ''): Note[] =>
    [...notes].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value }));
  return {
    origin: { state: 'intact' },
    get rowCount() {
      return all().length;
    },
    get contentCount() {
      return all().filter(({ kind }) => kind !== 'directory').length;
    },
    children: async (directory) => childrenOf(rows, directory),
    get: (path) => rows.get(parentOf(path))?.get(nameOf(path)),
    findIdentity: () => undefined,
    async commit(changes, { clearNotes = [] } = {}) {
      for (const key of clearNotes) notes.delete(key);
      for (const { path, row } of changes) {
        if (row === undefined) rows.get(parentOf(path))?.delete(nameOf(path));
        else putRow(rows, path, row);
      }
    },
    lastOutcome: () => undefined,
    getFact: (key) => facts.get(key),
    setFact: async (key, value) => void facts.set(key, value),
    putNotes: async (added) => added.forEach(({ key, value }) => notes.set(key, value)),
    listNotes: async (prefix) => notesFrom(prefix),
    clearNotes: async (prefix) => notesFrom(prefix).forEach(({ key }) => notes.delete(key)),
    spill,
    verify: async () => undefined,
    setAside: async (because) => because,
    // What was spilled does not outlive the run.
    close: () => spill.clear(),
    [Symbol.asyncDispose]: () => spill.clear(),
  };
}

function childrenOf(rows: Rows, directory: Path): Child[] {
  const children = [...(rows.get(directory) ?? [])].map(([name, row]): Child => ({ name, row }));
  return children.sort((left, right) => compareBytes(left.name, right.name));
}

function memorySpill(): Spill {
  const spilled = new Map<string, unknown>();
  return {
    async put(entries) {
      for (const { key, value } of entries) spilled.set(key, value);
    },
    get: async (key) => spilled.get(key),
    drop: async (key) => void spilled.delete(key),
    async *iterate({ prefix = '', reverse = false } = {}): AsyncGenerator<Spilled> {
      const keys = [...spilled.keys()].filter((key) => key.startsWith(prefix)).sort(compareBytes);
      const chosen = keys.map((key): Spilled => ({ key, value: spilled.get(key) }));
      yield* reverse ? chosen.reverse() : chosen;
    },
    clear: async () => spilled.clear(),
  };
}
