import type { Plain, PlainSet, SideName } from '../api/shapes';
import { documentOf } from './to-document';
import { isName } from './errors';
import type { ItemValues } from './values';

/** An item that is being written, as the daemon takes it to be tried. */
export interface Draft {
  readonly item: PlainSet;
  /** The configured item that is being edited or copied: passwords that were not typed are its own. */
  readonly of?: string;
}

export function draftOf(item: ItemValues): Draft {
  return { item: documentOf(item), ...originOf(item) };
}

/** One side can be tried before the rest is filled in; of the other counts only what it leaves out. */
export function draftOfSide(item: ItemValues, side: SideName): Draft & { readonly side: SideName } {
  const document = documentOf(item);
  const other = side === 'source' ? 'destination' : 'source';
  const ignore = ignoreOf(document[other]);
  return {
    item: {
      // Messages say whose the password is, or the key.
      name: isName(item.name) ? item.name : 'draft',
      mode: item.mode,
      ...(item.recursive ? {} : { recursive: false }),
      [side]: document[side] ?? null,
      [other]: { type: 'ftp', server: 'nowhere.invalid', ...(ignore === undefined ? {} : { ignore }) },
    },
    ...originOf(item),
    side,
  };
}

function originOf({ before }: ItemValues): Pick<Draft, 'of'> {
  const name = before['name'];
  return typeof name === 'string' ? { of: name } : {};
}

function ignoreOf(side: Plain | undefined): Plain | undefined {
  return typeof side === 'object' && side !== null && 'ignore' in side ? side['ignore'] : undefined;
}
