import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { EndpointSpec, Path } from '@syncline/model';
import { pathFromText } from '@syncline/model';

/**
 * Where a local path lies inside the root of a side, relative to it (the root itself: ''), or undefined when it does not: what a state
 * directory inside a root is recognized by (SPEC §4). Links in either path are resolved as far as the path exists.
 */
export function pathInside(spec: EndpointSpec, localPath: string): Path | undefined {
  if (spec.type !== 'directory') return undefined;
  const inside = relative(realPathOf(spec.path), realPathOf(localPath));
  if (inside === '..' || inside.startsWith(`..${sep}`)) return undefined;
  return pathFromText(inside.split(sep).join('/'));
}

function realPathOf(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(realPathOf(parent), basename(absolute));
  }
}
