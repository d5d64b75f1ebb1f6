import { accessSync, constants } from 'node:fs';

import { isSynclineError, pathToSystem, type Path, type Problem } from '@syncline/model';

import type { Context } from './context.js';
import { pathError } from './errors.js';
import { within } from './handles.js';

/** What the system says beforehand about changing names in a directory, and about room for content; see `Endpoint.foresee`. */
export function foreseeIn(
  { directories, space }: Pick<Context, 'directories' | 'space'>,
  directory: Path,
  bytes: number,
): Problem | undefined {
  try {
    within(directories, directory, (handle) => {
      accessSync(pathToSystem(`${handle.base}/`), constants.W_OK | constants.X_OK);
      if (bytes > 0) space.ask(handle, directory, bytes);
    });
    return undefined;
  } catch (error) {
    const { code, message, scope } = isSynclineError(error)
      ? error
      : pathError(error, directory, 'the directory cannot be written');
    if (scope !== 'path') throw error;
    // What is to be made is not there yet.
    if (code === 'stale') return undefined;
    return { code: code as Problem['code'], path: directory, message };
  }
}
