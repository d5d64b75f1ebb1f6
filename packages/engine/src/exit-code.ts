import type { ErrorCode, ExitCode } from '@syncline/model';

/** How a run ended, for its exit code. */
export interface Ending {
  readonly interrupted: boolean;
  /** The error that ended the run early. */
  readonly error?: ErrorCode | undefined;
  /** Refused by a guard, or deletes are held. */
  readonly stopped: boolean;
  /** Some path is unknown, busy or failed. */
  readonly troubled: boolean;
}

/** The exit code of SPEC §8: the first that applies. */
export function exitCodeOf({ interrupted, error, stopped, troubled }: Ending): ExitCode {
  if (interrupted || error === 'interrupted') return 130;
  if (error === 'locked') return 5;
  if (error !== undefined && UNREACHABLE.has(error)) return 4;
  if (stopped || error === 'refused' || error === 'state') return 3;
  return troubled || error !== undefined ? 1 : 0;
}

const UNREACHABLE: ReadonlySet<ErrorCode> = new Set(['unreachable', 'login', 'untrusted', 'protocol']);
