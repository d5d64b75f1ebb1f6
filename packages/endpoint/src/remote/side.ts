import type { Path } from '@syncline/model';
import { isSynclineError, ROOT } from '@syncline/model';
import type { TrashNumbers } from '../trash-numbers.js';
import { isAborted, onAbort } from './aborts.js';
import { endpointError, interrupted, withPath } from './errors.js';
import { remotePath } from './paths.js';
import type { Lease, PooledSession } from './dialer.js';
import type { Pool } from './pool.js';

/** One endpoint's view of its server: where its root is, and how work gets a connection. */
export interface RemoteSide<Session extends PooledSession, Server> {
  readonly pool: Pool<Session, Server>;
  /** Absolute, on the server. */
  readonly root: string;
  /** The other side of the item is on this server, too: nothing may be held here while it is asked for something. */
  readonly shared: boolean;
  /** Ends with the endpoint, whatever else uses the pool. */
  readonly closing: AbortSignal;
  /** Folders of the trash that are known to be there. */
  readonly trashFolders: Set<Path>;
  readonly trashNumbers: TrashNumbers;
}

/** How a call's work is done: what ends it is added by the side. */
export interface CallOptions {
  readonly idempotent: boolean;
  readonly urgent?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Runs work that names `path` in its errors. `idempotent` work is repeated when its connection breaks. */
export async function onConnection<Session extends PooledSession, Server, T>(
  side: RemoteSide<Session, Server>,
  path: Path,
  { idempotent, urgent, signal }: CallOptions,
  work: (connection: Lease<Session, Server>) => Promise<T>,
): Promise<T> {
  const signals = signalsOf(side, signal);
  try {
    return await side.pool.withConnection(work, { idempotent, urgent, signals });
  } catch (error) {
    throw whyEnded(error, path, signals);
  }
}

/** What a call for `path` fails with: whatever else it told, one that was ended from outside is interrupted. */
export function whyEnded(error: unknown, path: Path, signals: readonly AbortSignal[]): unknown {
  return isAborted(signals) ? interrupted() : withPath(error, path);
}

/** Work that is done again on a fresh connection when its own breaks. */
export function idempotently<Session extends PooledSession, Server, T>(
  side: RemoteSide<Session, Server>,
  path: Path,
  signal: AbortSignal | undefined,
  work: (at: Lease<Session, Server>) => Promise<T>,
): Promise<T> {
  return onConnection(side, path, { idempotent: true, signal }, work);
}

/** Work that may have been done when its connection breaks. */
export function once<Session extends PooledSession, Server, T>(
  side: RemoteSide<Session, Server>,
  path: Path,
  signal: AbortSignal | undefined,
  work: (at: Lease<Session, Server>) => Promise<T>,
): Promise<T> {
  return onConnection(side, path, { idempotent: false, signal }, work);
}

/** What was sent over a connection that was given back, once it is answered; its errors are those of work on a connection. */
export async function answered<T>(
  side: { readonly closing: AbortSignal },
  path: Path,
  signal: AbortSignal | undefined,
  answer: Promise<T>,
): Promise<T> {
  const signals = signalsOf(side, signal);
  let leave = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = onAbort(signals, () => reject(interrupted()));
  });
  try {
    return await Promise.race([answer, aborted]);
  } catch (error) {
    throw whyEnded(error, path, signals);
  } finally {
    leave();
  }
}

/** Idempotent work whose failure leaves nothing to do on this side. */
export async function forWholeSide<Session extends PooledSession, Server, T>(
  side: RemoteSide<Session, Server>,
  signal: AbortSignal | undefined,
  work: (at: Lease<Session, Server>) => Promise<T>,
): Promise<T> {
  return idempotently(side, ROOT, signal, work).catch(concernsSide);
}

/** A lost connection that could not be had again concerns all of the side where no path is at stake. */
export function concernsSide(error: unknown): never {
  if (!isSynclineError(error) || error.scope !== 'path' || !error.retry) throw error;
  throw endpointError('unreachable', error.message, error);
}

/** What ends a call: the side's end, and the caller. */
export function signalsOf(
  side: { readonly closing: AbortSignal },
  signal: AbortSignal | undefined,
): readonly AbortSignal[] {
  return signal === undefined ? [side.closing] : [side.closing, signal];
}

export function remote(side: { readonly root: string }, path: Path): string {
  return remotePath(side.root, path);
}
