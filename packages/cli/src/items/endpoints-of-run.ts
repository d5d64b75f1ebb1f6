import { usageError } from '@syncline/model';
import type { SyncOptions } from '../sync-options.js';
import { ITEM_DEFINING_OPTIONS, LIVE_OPTIONS, optionFlag } from '../sync-options.js';
import type { RunCommandOptions } from './run.js';

/**
 * The two endpoints that `run SOURCE DESTINATION --mode M` names, which is the same as `sync`; undefined where its words are
 * names of items. Throws `usage` for options that only an item itself can have.
 */
export function endpointsOfRun(
  words: readonly string[],
  { all, given = [], group, parallel }: RunCommandOptions & Pick<SyncOptions, 'given'>,
): readonly [string, string] | undefined {
  const [source, destination, ...more] = words;
  const isPair = given.includes('mode') && [all, group, parallel].every((each) => each === undefined);
  if (isPair && source !== undefined && destination !== undefined && more.length === 0)
    return [source, destination];
  const option = given.find((each) => ITEM_DEFINING_OPTIONS.has(each) || LIVE_OPTIONS.has(each));
  if (option === undefined) return undefined;
  throw usageError(
    `${optionFlag(option)} belongs to an item itself: change it with 'syncline edit', or name two endpoints and --mode`,
  );
}
