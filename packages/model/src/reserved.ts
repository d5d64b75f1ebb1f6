import type { Name, Path } from './path.js';
import { joinPath, pathFromBytes } from './path.js';

/** The directory at the top of a side that holds what Syncline keeps there. */
export const RESERVED_DIRECTORY = pathFromBytes('.syncline');
export const TRASH_DIRECTORY = pathFromBytes('.syncline/trash');

/** Why a file or link of that directory's name is unknown (⊥): neither side could hold it beside what is kept there. */
export const RESERVED_NAME_TAKEN =
  'this name is kept for a directory of Syncline, and something else has it: give it another name';

const TEMP_NAME = /^\.syncline-(.+)-\d+\.tmp$/;

/** Names that are never entries, at any depth, on either side. */
export function isReservedName(name: Name): boolean {
  return (
    name.startsWith('.syncline') &&
    (name === RESERVED_DIRECTORY || (name.startsWith('.syncline-') && name.endsWith('.tmp')))
  );
}

/** The name under which the n-th file of a run is written before it gets its own. */
export function tempName(run: string, n: number): Name {
  return pathFromBytes(`.syncline-${run}-${n}.tmp`);
}

/** The run that made a temp file, or undefined for any other name. */
export function runOfTemp(name: Name): string | undefined {
  return TEMP_NAME.exec(name)?.[1];
}

/** Where the trash of one run keeps the version that stood at `path`, from the root of its file system. */
export function trashPath(run: string, path: Path): Path {
  return joinPath(joinPath(TRASH_DIRECTORY, pathFromBytes(run)), path);
}
