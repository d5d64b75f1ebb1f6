import type { FileCheck } from '@syncline/model';

import { usageError } from './usage.js';

/**
 * Reads `<path>` or `<path>=<regex>` (SPEC §1): split at the last `=[` if the text ends in `]`, and the brackets are
 * dropped; else at the first `=`. The expression itself is checked where it is compiled.
 */
export function parseFileCheck(text: string, option: string): FileCheck {
  const bracket = text.endsWith(']') ? text.lastIndexOf('=[') : -1;
  const cut = bracket >= 0 ? bracket : text.indexOf('=');
  const path = cut < 0 ? text : text.slice(0, cut);
  if (path === '') {
    throw usageError(`${option}: the path is missing. Example: ${option} .alive or ${option} '.alive=^ok'`);
  }
  // eslint-disable-next-line no-control-regex
  if (/[\u0000\r\n]/.test(path))
    throw usageError(`${option}: the path holds a line break or NUL, which is not allowed`);
  if (cut < 0) return { path };
  return { path, pattern: bracket >= 0 ? text.slice(bracket + 2, -1) : text.slice(cut + 1) };
}
