import { accessSync, constants } from 'node:fs';

import { isSynclineError, pathToSystem, type Name, type Path, type Problem } from '@syncline/model';

import type { Losing } from '../endpoint.js';
import type { Context } from './context.js';
import { pathError } from './errors.js';
import { emptyStatus } from './file-status.js';
import { pathIn, within, type Handle } from './handles.js';
import { loadSystemCalls } from './system-calls.js';
import { requireTrash } from './trash.js';

/** What the system says beforehand about changing names in a directory, and about room for content; see `Endpoint.foresee`. */
export function foreseeIn(
  { directories, space }: Pick<Context, 'directories' | 'space'>,
  directory: Path,
  bytes: number,
  losing?: Losing,
): Problem | undefined {
  try {
    within(directories, directory, (handle) => {
      accessSync(pathToSystem(`${handle.base}/`), constants.W_OK | constants.X_OK);
      if (bytes > 0) space.ask(handle, directory, bytes);
      if (losing !== undefined) requireLosable(handle, losing.name);
      if (losing?.toTrash === true) requireTrash(directories, handle);
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

/** Neither an immutable or append-only file nor one in an append-only directory can be replaced or removed. */
function requireLosable(handle: Handle, name: Name): void {
  const [calls, status] = [loadSystemCalls(), emptyStatus()];
  if (calls === undefined || handle.fd === undefined) return;
  const isFixed =
    (calls.look(handle.fd, name, status) && status.fixed === true) ||
    (calls.files.look(handle.fd, status) && status.fixed === true);
  if (!isFixed) return;
  const refused = Object.assign(new Error('EPERM: operation not permitted'), { code: 'EPERM' });
  throw pathError(refused, pathIn(handle, name), 'it cannot be replaced or removed');
}
