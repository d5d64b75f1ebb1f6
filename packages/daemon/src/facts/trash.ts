import type { KeptOn, Restored } from '@syncline/engine';
import { showPaths, US_PER_MS } from '@syncline/model';
import { iso } from '../words/moments.js';

/** Something in the trash, as programs get it. */
export function keptFacts({ side, run, runStartMs, path, original, entry, later }: KeptOn) {
  const shown = showPaths(path, original);
  const mtimeUs = entry.kind === 'file' ? entry.mtime : undefined;
  return {
    type: 'kept',
    side,
    run,
    started: iso(runStartMs),
    path: shown.path,
    original: shown.from,
    kind: entry.kind,
    size: entry.kind === 'directory' ? undefined : entry.size,
    time: mtimeUs === undefined ? undefined : iso(mtimeUs / US_PER_MS),
    later,
    encoding: shown.encoding,
  };
}

/** What became of something that was to be restored. */
export function restoredFacts({ kept, to, problem }: Restored) {
  const shown = showPaths(to, kept.path);
  const outcome = problem === undefined ? 'restored' : 'failed';
  return {
    type: 'restored',
    side: kept.side,
    run: kept.run,
    path: shown.path,
    from: shown.from,
    outcome,
    message: problem,
    encoding: shown.encoding,
  };
}
