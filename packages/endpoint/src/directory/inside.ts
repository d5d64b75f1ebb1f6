import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { EndpointSpec, Path } from '@syncline/model';
import { pathFromBytes, pathFromText } from '@syncline/model';

/**
 * Where a local path lies inside the root of a side, relative to it (the root itself: ''), or undefined when it does not: what a state
 * directory inside a root is recognized by (SPEC §4). Links in either path are resolved as far as the path exists.
 */
export function pathInside(spec: EndpointSpec, localPath: string): Path | undefined {
  if (spec.type !== 'directory') return undefined;
  const inside = relative(realPathOf(spec.path), realPathOf(localPath));
  if (inside === '..' || inside.startsWith(`..${sep}`)) return undefined;
  return pathFromBytes(inside.split(sep).join('/'));
}

/** Bytes, one per character: a link may lead to a name that is not UTF-8. */
function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync.native(absolute, 'latin1');
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realPathOf(parent), pathFromText(basename(absolute)));
  }
}
