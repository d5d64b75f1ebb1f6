import { statSync } from 'node:fs';

import { pathToSystem, type Path } from '@syncline/model';

import { errorName } from './errors.js';
import { within, type Directories } from './handles.js';

/** The kernel's clock for times of files ticks every 10 ms at the least. */
const TICK_MS = 20;
/** Some file systems keep whole, even seconds. */
const WHOLE_SECONDS_MS = 2_000;

/** Whether names may have come into a directory since; see `ReadableEndpoint.changedSince`. A clock of another machine tells nothing. */
export function hasChangedSince(directories: Directories, path: Path, sinceMs: number): boolean | undefined {
  try {
    return within(directories, path, (handle) => {
      if (!handle.facts.stableInodes) return undefined;
      const { mtimeMs, ctimeMs } = statSync(pathToSystem(`${handle.base}/.`));
      const changedMs = Math.max(mtimeMs, ctimeMs);
      return changedMs + (changedMs % 1_000 === 0 ? WHOLE_SECONDS_MS : TICK_MS) >= sinceMs;
    });
  } catch (error) {
    return errorName(error) !== 'ENOENT' && errorName(error) !== 'ENOTDIR';
  }
}
