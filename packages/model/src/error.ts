import type { Side } from './entry.js';
import type { ProblemCode } from './problem.js';
import type { Path } from './path.js';

/**
 * What went wrong beyond one path. Stable: they decide the exit code (SPEC §8).
 * `usage` bad arguments or configuration · `interrupted` · `locked` another live process has the item ·
 * `unreachable` no connection, or it was lost and could not be had again · `login` refused · `untrusted` certificate
 * or host key · `refused` a guard refused the run before anything was touched · `state` the state directory cannot
 * be used · `protocol` a peer broke its protocol
 */
export type ErrorCode =
  | ProblemCode
  | 'usage'
  | 'interrupted'
  | 'locked'
  | 'unreachable'
  | 'login'
  | 'untrusted'
  | 'refused'
  | 'state'
  | 'protocol';

/** How far an error reaches: one path, a whole side, or the item. */
export type ErrorScope = 'path' | 'endpoint' | 'item';

/** What an error says besides its code and message. */
export interface ErrorDetails {
  readonly scope: ErrorScope;
  /** Whether the same step may succeed when tried again on a fresh connection. */
  readonly retry?: boolean;
  readonly path?: Path | undefined;
  /** The side that it is about, where the thrower knows. */
  readonly side?: Side | undefined;
  readonly cause?: unknown;
}

/** The one error class. The message names the thing, the reason and what to do, and never holds a secret. */
export class SynclineError extends Error {
  override readonly name = 'SynclineError';
  readonly code: ErrorCode;
  readonly scope: ErrorScope;
  readonly retry: boolean;
  readonly path: Path | undefined;
  readonly side: Side | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.scope = details.scope;
    this.retry = details.retry ?? false;
    this.path = details.path;
    this.side = details.side;
  }
}

/** What was asked for, or configured, cannot be understood or is not allowed: exit 2, and nothing was touched. */
export function usageError(message: string, cause?: unknown): SynclineError {
  return new SynclineError('usage', message, { scope: 'item', cause });
}

/** Whether what was thrown is a `SynclineError`, so that its code can be asked. */
export function isSynclineError(error: unknown): error is SynclineError {
  return error instanceof SynclineError;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
