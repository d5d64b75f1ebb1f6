import { isSynclineError } from '@syncline/model';
import type { Content } from './content.js';
import type { WriteRequest } from './writing.js';

/** Whether the temp file of a write may be continued by a later attempt. */
export function isResumable(request: WriteRequest, content: Content): boolean {
  return request.resumable === true && content.whole === undefined;
}

/** The transfer broke, on either side, or was given up; nothing speaks against what was written of it. */
export function leavesBeginning(error: unknown, signal?: AbortSignal): boolean {
  if (signal?.aborted === true) return true;
  if (!isSynclineError(error)) return false;
  return (
    error.code === 'interrupted' || error.scope === 'endpoint' || (error.code === 'failed' && error.retry)
  );
}
