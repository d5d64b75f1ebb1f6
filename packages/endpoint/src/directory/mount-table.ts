import { readFileSync } from 'node:fs';

/** One mount of this process's namespace (proc(5), mountinfo). */
export interface Mount {
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
  const fields = line.split(' ');
  return { device: fields[2] ?? '', root: unescape(fields[3] ?? ''), mountPoint: unescape(fields[4] ?? '') };
}

/** Space, tab, newline and backslash stand as octal numbers in that table. */
function unescape(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_match, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}
