import type { Traits } from '@syncline/endpoint';
import type { Answer, Path, Side } from '@syncline/model';
import { nameOf, pathFromText, unknownEntry } from '@syncline/model';
import type { Note } from '@syncline/state';
import type { Run } from '../src/run.js';

/** What stands on a side: by path, in doubt where it is `unknown`. */
type Standing = Readonly<Record<string, 'there' | 'unknown'>>;

export interface HiddenWorld {
  /** The sides that hide names which start with a dot. */
  readonly hides?: readonly Side[];
  readonly source?: Standing;
  readonly destination?: Standing;
  /** Paths that the journal has. */
  readonly journalled?: readonly string[];
  readonly notes?: Readonly<Record<string, unknown>>;
  readonly more?: object;
}

/** As much of a run as the notes about hidden names need, and what was done in it. */
export function hiddenRun(world: HiddenWorld) {
  const { hides = ['destination'], journalled = [], notes: before = {} } = world;
  const notes = new Map(Object.entries(before));
  const steps: string[] = [];
  const side = (of: Side, standing: Standing = {}) => ({
    traits: { hidesDotNames: hides.includes(of) } as Partial<Traits>,
    look: async (path: Path): Promise<Answer> => {
      steps.push(`${of}: look ${path}`);
      const name = nameOf(path);
      if (standing[path] === 'unknown') return unknownEntry(path, name, 'unreadable', 'in doubt');
      return standing[path] === 'there' ? { kind: 'directory', name } : { kind: 'absent', name };
    },
  });
  const run = {
    sides: { source: side('source', world.source), destination: side('destination', world.destination) },
    journal: {
      get: (path: Path) => (journalled.includes(path) ? { kind: 'directory' } : undefined),
      putNotes: async (put: readonly Note[]) => {
        for (const { key, value } of put) notes.set(key, value);
        steps.push(`note ${put.length}`);
      },
      listNotes: async (prefix: string) =>
        [...notes].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value })),
      clearNotes: async (prefix: string) => {
        for (const key of notes.keys()) if (key.startsWith(prefix)) notes.delete(key);
      },
      commit: async (_changes: readonly [], { clearNotes }: { readonly clearNotes: readonly string[] }) => {
        for (const key of clearNotes) notes.delete(key);
        steps.push(`forget ${clearNotes.length}`);
      },
    },
    signal: new AbortController().signal,
    ...world.more,
  } as unknown as Run;
  return { run, steps, noted: () => [...notes.keys()].map((key) => key.replaceAll('\0', ' ')).sort() };
}

export const at = (text: string): Path => pathFromText(text);
