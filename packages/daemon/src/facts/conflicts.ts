import type { ConflictCopy } from '@syncline/engine';
import { showPaths } from '@syncline/model';
import { iso } from '../words/moments.js';

/** A conflict copy as programs get it. */
export function conflictFacts({ path, copy, side, sinceMs, size, plainExists }: ConflictCopy) {
  const shown = showPaths(path, copy);
  return {
    type: 'conflict',
    path: shown.path,
    copy: shown.from,
    side,
    when: iso(sinceMs),
    size,
    plain: plainExists,
    encoding: shown.encoding,
  };
}
