import type { Item, Path, Side } from '@syncline/model';
import { isReservedName, joinPath, pathFromBytes, ROOT, showPath, SIDES } from '@syncline/model';
import { compileIgnore } from '@syncline/scanner';
import type { Run } from '../run.js';

/** Why a path takes no part in an item: by which rule, and at which path (its own, or of a folder above it). */
export interface Exclusion {
  readonly path: Path;
  /** One line for people. */
  readonly because: string;
  /** Of an ignore list: the pattern, and the side whose list it is in. */
  readonly pattern?: string | undefined;
  readonly side?: Side | undefined;
}

/** Everything that keeps a path out of an item, from the top down; empty when it takes part. */
export type FindExclusions = (path: Path) => readonly Exclusion[];

/** Reads the rules of an item once, for as many paths as are asked about. */
export function exclusionsOf(item: Item, selection: Run['selection']): FindExclusions {
  const ignoredBy = patternsOf(item);
  return (path) => {
    const found: Exclusion[] = [];
    let prefix: Path = ROOT;
    for (const component of path.split('/').map(pathFromBytes)) {
      prefix = joinPath(prefix, component);
      if (isReservedName(component)) {
        found.push({
          path: prefix,
          because: `${showPath(component).path} is a name that Syncline keeps for itself`,
        });
      }
      found.push(...ignoredBy(prefix), ...leftOutBy(prefix, selection));
      if (!item.recursive && prefix !== path)
        found.push({ path: prefix, because: `it is a folder, and ${FOLDERS_LEFT_OUT}` });
    }
    return found;
  };
}

/** Of an item that is not recursive. */
export const FOLDERS_LEFT_OUT = 'folders are left out (--no-recursive)';

/** Which patterns match a path itself, each once. */
function patternsOf(item: Item): FindExclusions {
  const listed = SIDES.flatMap((side) => item[side].ignore.map((pattern) => ({ side, pattern })));
  const patterns = listed
    .filter(({ pattern }, index) => listed.findIndex((other) => other.pattern === pattern) === index)
    .map((each) => ({ ...each, ignores: compileIgnore([each.pattern]) }));
  return (path) =>
    patterns
      .filter(({ ignores }) => ignores(path))
      .map(({ pattern, side }) => ({
        path,
        pattern,
        side,
        because: `it is ignored by the pattern ${JSON.stringify(pattern)} in the list of the ${side}`,
      }));
}

function leftOutBy(path: Path, selection: Run['selection']): Exclusion[] {
  const sides = SIDES.filter((side) => selection[side].leftOut(path));
  return sides.map((side) => ({ path, side, because: `it is the state directory, inside the ${side}` }));
}
