import { messageOf, SynclineError, systemCode } from '@syncline/model';
import { JournalDamaged, stateUnusable } from './errors.js';

/**
 * What the machine does to LevelDB, in the words of strerror(3), which is all that LevelDB passes on. Everything
 * else that goes wrong in it comes from the content of its files.
 */
const ENVIRONMENT =
  /No space left|quota exceeded|Read-only file system|Permission denied|not permitted|Too many open files|Cannot allocate|Input\/output error|File too large|Stale file handle/i;

/** The error that LevelDB itself met, under the wrapping of abstract-level. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}

/** Whether a database could not be opened because somebody, this process included, has it open. */
export function isLocked(error: unknown): boolean {
  const root = rootOf(error);
  return (
    systemCode(root) === 'LEVEL_LOCKED' &&
    /already held|temporarily unavailable|Permission denied/.test(messageOf(root))
  );
}

/** What an error of LevelDB means: `JournalDamaged`, or a state directory that cannot be used. */
export function levelError(error: unknown, directory: string): SynclineError {
  if (error instanceof SynclineError) return error;
  const root = rootOf(error);
  const code = systemCode(root);
  const fromContent = code === 'LEVEL_CORRUPTION' || code === 'LEVEL_IO_ERROR' || code === undefined;
  if (fromContent && !ENVIRONMENT.test(messageOf(root))) {
    return new JournalDamaged(messageOf(root), error);
  }
  return stateUnusable(directory, root);
}
