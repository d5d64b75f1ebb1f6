import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { journalDirectory, openJournal } from '../src/index.js';
import type { Journal, OpenJournalOptions } from '../src/index.js';

/** Everything that a test says to open a journal; the rest is the same for all. */
export function options(state: string, other: Partial<OpenJournalOptions> = {}): OpenJournalOptions {
  return {
    directory: journalDirectory(state, 'mail'),
    pair: 'a pair',
    itemName: 'mail',
    mode: 'write',
    indexSides: ['source', 'destination'],
    ...other,
  };
}

export function open(state: string, other: Partial<OpenJournalOptions> = {}): Promise<Journal> {
  return openJournal(options(state, other));
}

/** The path of something in the item's folder. */
export function inItem(state: string, ...parts: readonly string[]): string {
  return join(journalDirectory(state, 'mail'), ...parts);
}

/** Runs with an empty state directory that is removed afterwards. */
export async function withState<T>(run: (state: string) => Promise<T>): Promise<T> {
  const state = await mkdtemp(join(tmpdir(), 'syncline-state-test-'));
  try {
    return await run(state);
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

/** Every file below a directory with its content and its change time, as one comparable value. */
export async function snapshot(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await readdir(directory, { recursive: true })) {
    const file = join(directory, name);
    const { mtimeNs, mode, ino } = await stat(file, { bigint: true });
    const isFile = (await stat(file)).isFile();
    found.push(
      `${name} ${mode} ${ino} ${mtimeNs} ${isFile ? (await readFile(file)).toString('base64') : ''}`,
    );
  }
  return found.sort();
}
