import { safeText } from '@syncline/daemon/words';
import type { Notice } from '@syncline/engine';

/** A notice as one line on standard error; the program's name tells it from lines about paths. */
export function noticeLine(notice: Notice): string {
  const level = notice.level === 'warning' ? 'warning: ' : '';
  return `syncline: ${level}${safeText(notice.message)}`;
}
