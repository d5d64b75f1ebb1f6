import type { Side } from '@syncline/model';
import { isSynclineError, SynclineError } from '@syncline/model';

/** An error of a whole side says which one it is about: an item may have two servers. */
export function ofSide(side: Side, error: unknown): unknown {
  if (!isSynclineError(error) || error.code === 'interrupted' || error.side !== undefined) return error;
  const { code, scope, retry, path } = error;
  return new SynclineError(code, `the ${side}: ${error.message}`, { scope, retry, path, side, cause: error });
}
