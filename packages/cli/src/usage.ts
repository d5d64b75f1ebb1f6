import { SynclineError } from '@syncline/model';

/** What was asked for cannot be understood or is not allowed: exit 2, nothing touched. */
export function usageError(message: string): SynclineError {
  return new SynclineError('usage', message, { scope: 'item' });
}
