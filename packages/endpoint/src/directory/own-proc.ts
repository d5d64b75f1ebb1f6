import { readlinkSync } from 'node:fs';

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
