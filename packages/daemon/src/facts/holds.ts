import type { HeldPath, Hold } from '@syncline/engine';
import { showPaths } from '@syncline/model';
import { iso } from '../words/moments.js';

/** A hold as programs get it, without what it lists. */
export function holdFacts(hold: Hold) {
  const { id, item, mode, source, destination, sinceMs, because, files, folders, approved } = hold;
  return {
    type: 'hold',
    id,
    item,
    mode,
    source,
    destination,
    since: iso(sinceMs),
    because,
    files,
    folders,
    approved,
  };
}

/** One path that a hold lists. */
export function heldFacts(hold: string, { path, side, kind, size, token, proof }: HeldPath) {
  const shown = showPaths(path, undefined);
  return {
    type: 'held',
    hold,
    side,
    path: shown.path,
    kind,
    size,
    token,
    proof,
    encoding: shown.encoding,
  };
}
