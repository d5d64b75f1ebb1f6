import type { ErrorCode, ExitCode } from '@syncline/model';
import { isSynclineError } from '@syncline/model';

/** From the worst to the best (SPEC §8: the first that applies). */
const WORST_FIRST: readonly ExitCode[] = [2, 130, 5, 4, 3, 1, 0];

/** The exit code of several runs: that of the worst. */
export function worstExit(exits: readonly ExitCode[]): ExitCode {
  return WORST_FIRST.find((exit) => exits.includes(exit)) ?? 0;
}

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
