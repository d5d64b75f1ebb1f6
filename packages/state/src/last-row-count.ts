import { isSynclineError } from '@syncline/model';
import { readHeader } from './header.js';
import { placeOf } from './place.js';

/**
 * How many rows the journal of an item's folder had at its last commit, by its header alone; 0 where that can't be told. To
 * prepare by, before the journal is opened and believed.
 */
export async function lastRowCount(directory: string): Promise<number> {
  try {
    return (await readHeader(placeOf(directory).header))?.rows ?? 0;
  } catch (error) {
    if (isSynclineError(error) || (error instanceof Error && 'code' in error)) return 0;
    throw error;
  }
}
