import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One mount of this process's namespace (proc(5), mountinfo). */
export interface Mount {
  readonly id: string;
  /** The mount that it is mounted upon; the lowest ones name one that is not in the table, or themselves. */
  readonly parent: string;
  /** `major:minor` of the volume. */
  readonly device: string;
  /** The directory of the volume that is mounted; bytes, one per character, as is `mountPoint`. */
  readonly root: string;
  readonly mountPoint: string;
}

/** The kernel's table, in the order of mounting; none where there is no such table. */
export function mounts(): readonly Mount[] {
  try {
    return readFileSync('/proc/self/mountinfo', 'latin1')
      .split('\n')
      .filter((line) => line !== '')
      .map(parseMount);
  } catch {
    return [];
  }
}

function parseMount(line: string): Mount {
  const [id = '', parent = '', device = '', root = '', mountPoint = ''] = line.split(' ');
  return { id, parent, device, root: unescape(root), mountPoint: unescape(mountPoint) };
}

/** Space, tab, newline and backslash stand as octal numbers in that table. */
function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_match, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

/** The mount that shows what is at a real path: of several upon each other the uppermost. */
export function mountAt(table: readonly Mount[], path: string): Mount | undefined {
  const holding = table.filter(({ mountPoint }) => isWithin(mountPoint, path));
  const ids = new Set(table.map(({ id }) => id));
  const isLowest = ({ id, parent }: Mount): boolean => parent === id || !ids.has(parent);
  let shown: Mount | undefined;
  for (let next = first(holding.filter(isLowest)); next !== undefined;) {
    shown = next;
    next = first(holding.filter(({ id, parent }) => parent === shown?.id && id !== parent));
  }
  return shown;
}

/** The one that the way down comes to first: it hides the others. */
function first(mountsOfOne: readonly Mount[]): Mount | undefined {
  return mountsOfOne.toSorted((left, right) => left.mountPoint.length - right.mountPoint.length)[0];
}

/** Whether a path is a directory, or in it. */
export function isWithin(directory: string, path: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}

/** Where on its volume a real path is that a mount shows: `<device>:/<path from the volume's own root>`. */
export function placeOnVolume({ device, root, mountPoint }: Mount, path: string): string {
  return `${device}:${join(root, relative(mountPoint, path))}`;
}
