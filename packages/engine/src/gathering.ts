import type { Pairing } from '@syncline/differ';
import type { Name } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import type { Follow } from './carry-out-name.js';
import type { Done } from './done.js';
import type { TakenNames } from './look.js';
import type { Place } from './place.js';

/** What settling names of one directory reads and fills. */
export interface SettleContext {
  readonly place: Place;
  /** No further look follows: what does not hold still now is reported. */
  readonly last: boolean;
  readonly again: Set<Name>;
  readonly children: Place[];
  /** On either side. */
  readonly taken: TakenNames;
}

/** What settling a batch gathers besides. */
export interface Gathering extends SettleContext {
  readonly changes: RowChange[];
  readonly done: Done[];
}

/** How a name is looked at again that does not hold still; undefined at the last look. */
export function lookingAgain(
  { name }: Pairing,
  { last, again }: Pick<Gathering, 'last' | 'again'>,
): Follow['lookAgain'] {
  return last ? undefined : () => void again.add(name);
}
