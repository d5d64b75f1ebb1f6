import { join } from 'node:path';
import { usageError } from '@syncline/model';

/**
 * Where one item keeps its state. Everything in it but the set-aside journals and
 * the runs that were noted (`noteRun`) is only touched under its lock.
 */
export interface Place {
  readonly directory: string;
  /** The LevelDB database. */
  readonly database: string;
  /** What the database must live up to; see `Header`. */
  readonly header: string;
  /** Who holds the lock, for people. */
  readonly owner: string;
  readonly lock: string;
  /** The spilled plan of the run in progress. */
  readonly plan: string;
}

/** The folder of a state directory that holds those of the items. Throws `usage` for an empty path, which would be the working directory. */
export function itemsDirectory(stateDirectory: string): string {
  if (stateDirectory === '') throw usageError('the path of the state directory is empty: give a directory');
  return join(stateDirectory, 'items');
}

/** The folder of an item below the state directory: `<state>/items/<name>`. `name` is one safe file name. */
export function journalDirectory(stateDirectory: string, name: string): string {
  return join(itemsDirectory(stateDirectory), name);
}

export function placeOf(directory: string): Place {
  return {
    directory,
    database: join(directory, 'journal'),
    header: join(directory, 'header.json'),
    owner: join(directory, 'owner.json'),
    lock: join(directory, 'lock'),
    plan: join(directory, 'plan'),
  };
}
