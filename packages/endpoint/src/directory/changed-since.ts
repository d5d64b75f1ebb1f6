import { statSync } from 'node:fs';

import { pathToSystem, type Path } from '@syncline/model';

import { errorName } from './errors.js';
import { within, type Directories } from './handles.js';
import { granularityMs } from './observation.js';

/** Whether names may have come into a directory since; see `ReadableEndpoint.changedSince`. A clock of another machine tells nothing. */
export function hasChangedSince(directories: Directories, path: Path, sinceMs: number): boolean | undefined {
  try {
    return within(directories, path, (handle) => {
      if (!handle.facts.stableInodes) return undefined;
      const { mtimeMs, ctimeMs } = statSync(pathToSystem(`${handle.base}/.`));
      const changedMs = Math.max(mtimeMs, ctimeMs);
      return changedMs + granularityMs(changedMs) >= sinceMs;
    });
  } catch (error) {
    return errorName(error) !== 'ENOENT' && errorName(error) !== 'ENOTDIR';
  }
}
