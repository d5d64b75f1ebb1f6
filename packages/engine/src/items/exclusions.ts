import type { Item, Path, Side } from '@syncline/model';
import { isReservedName, joinPath, pathFromBytes, ROOT, showPath } from '@syncline/model';
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
export function exclusionsOf(path: Path, item: Item, run: Run): readonly Exclusion[] {
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
    found.push(...ignoredBy(prefix, item), ...leftOutBy(prefix, run));
    if (!item.recursive && prefix !== path) {
      found.push({ path: prefix, because: 'it is a folder, and folders are left out (--no-recursive)' });
    }
  }
  return found;
}

function ignoredBy(path: Path, item: Item): Exclusion[] {
  const found = new Map<string, Exclusion>();
  for (const side of ['source', 'destination'] as const) {
    for (const pattern of item[side].ignore) {
      if (found.has(pattern) || !compileIgnore([pattern])(path)) continue;
      found.set(pattern, {
        path,
        pattern,
        side,
        because: `it is ignored by the pattern ${JSON.stringify(pattern)} in the list of the ${side}`,
      });
    }
  }
  return [...found.values()];
}

function leftOutBy(path: Path, { selection }: Run): Exclusion[] {
  const sides = (['source', 'destination'] as const).filter((side) => selection[side].leftOut(path));
  return sides.map((side) => ({ path, side, because: `it is the state directory, inside the ${side}` }));
}
