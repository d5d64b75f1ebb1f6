import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Where Linux shows this process. By its number: through `/proc/self` every path would follow one more link, which costs a
 * tenth of what a file does. The number is that of the namespace which /proc was mounted in.
 */
export const OWN_PROC = `/proc/${ownNumber()}`;

function ownNumber(): string {
  try {
    return readlinkSync('/proc/self');
  } catch {
    return 'self';
  }
}

/** How many files this process may have open (`ulimit -n`); endless where that is not told. */
export function openFilesLimit(): number {
  try {
    const told = /^Max open files +(\d+)/m.exec(readFileSync(`${OWN_PROC}/limits`, 'latin1'))?.[1];
    return told === undefined ? Infinity : Number(told);
  } catch {
    return Infinity;
  }
}
