import { SynclineError } from '@syncline/model';

/** What was asked for, or configured, cannot be understood or is not allowed: exit 2. */
export function usageError(message: string, cause?: unknown): SynclineError {
  return new SynclineError('usage', message, { scope: 'item', cause });
}

/** The code of a system error, such as `ENOENT`; undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
