import { readdir } from 'node:fs/promises';
import { isSynclineError, messageOf, systemCode } from '@syncline/model';
import { inState } from './errors.js';
import { readHeader } from './header.js';
import { itemsDirectory, journalDirectory, placeOf } from './place.js';

/** An item that has a journal in a state directory. */
export interface KnownJournal {
  /** The item's name, as its folder has it (`journalDirectory`). */
  readonly name: string;
  /** What `openJournal` wants to be told; undefined where the journal can't be used. */
  readonly pair: string | undefined;
  /** Why it can't be used: one line. */
  readonly problem?: string | undefined;
}

/** The items of a state directory that have a journal, by name; none where there is no such directory. Writes nothing. */
export async function knownJournals(stateDirectory: string): Promise<readonly KnownJournal[]> {
  const names = await inState(stateDirectory, () => foldersIn(itemsDirectory(stateDirectory)));
  const found = await Promise.all(names.map((name) => readKnown(stateDirectory, name)));
  return found.filter((each) => each !== undefined);
}

async function foldersIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readKnown(stateDirectory: string, name: string): Promise<KnownJournal | undefined> {
  try {
    const header = await readHeader(placeOf(journalDirectory(stateDirectory, name)).header);
    return header === undefined ? undefined : { name, pair: header.pair };
  } catch (error) {
    if (!isSynclineError(error) && systemCode(error) === undefined) throw error;
    return { name, pair: undefined, problem: messageOf(error) };
  }
}
