import { createHash } from 'node:crypto';

import type { Mode, Addressed } from '@syncline/model';
import { addressOf } from '@syncline/model';

/** Enough that two pairs of one state directory never meet; short enough for temp and trash names. */
const NAME_DIGITS = 16;

/** The name of an item that was given on the command line: the same two endpoints and mode, the same journal. */
export function itemName(source: Addressed, destination: Addressed, mode: Mode): string {
  return createHash('sha256')
    .update(`${addressOf(source)}\n${addressOf(destination)}\n${mode}`)
    .digest('hex')
    .slice(0, NAME_DIGITS);
}
