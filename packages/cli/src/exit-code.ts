import type { ErrorCode, ExitCode } from '@syncline/model';
import { isSynclineError } from '@syncline/model';

/** The exit code (SPEC §8) for an error that ended everything. */
export function exitCodeFor(error: unknown): ExitCode {
  return isSynclineError(error) ? exitCodeOf(error.code) : 1;
}

function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'usage':
      return 2;
    case 'interrupted':
      return 130;
    case 'locked':
      return 5;
    case 'unreachable':
    case 'login':
    case 'untrusted':
    case 'protocol':
      return 4;
    case 'refused':
    case 'state':
      return 3;
    default:
      return 1;
  }
}
