import { SynclineError } from '@syncline/model';

/** What was asked for, or configured, cannot be understood or is not allowed: exit 2. */
export function usageError(message: string, cause?: unknown): SynclineError {
  return new SynclineError('usage', message, { scope: 'item', cause });
}
