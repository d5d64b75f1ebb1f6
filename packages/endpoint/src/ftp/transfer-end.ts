import { setTimeout as sleep } from 'node:timers/promises';
import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import { connectionLost, networkReason } from '../remote/errors.js';
import type { Reply } from './reply.js';
import type { Session } from './session.js';

/** When a data connection breaks, the server's last answer (426, 451, 552) says why; so long it is waited for. */
const LAST_ANSWER_MS = 3_000;

/** Something went wrong on our side of a transfer, not on the network. */
export class SourceFailed extends Error {
  constructor(readonly reason: unknown) {
    super('the source failed');
  }
}

/** Carries a refusal out of whatever is being waited for. */
export class Refused extends Error {}

/** Never resolves; fails when the server refuses or the connection breaks. */
export function refused(done: Promise<Reply>): Promise<never> {
  const failing = new Promise<never>((_resolve, reject) => {
    done.then((reply) => reply.code >= 400 && reject(new Refused()), reject);
  });
  failing.catch(() => undefined);
  return failing;
}

/**
 * The refusal that explains a broken transfer, if one comes soon; otherwise throws. A server that calls a broken
 * transfer complete is not believed. Errors of our own source pass through, after the connection was dropped.
 */
export async function reasonFor(session: Session, done: Promise<Reply>, error: unknown): Promise<Reply> {
  if (error instanceof SourceFailed) {
    session.drop(connectionLost(session.where, 'its transfer was given up'));
    throw error.reason;
  }
  if (session.failure === undefined) {
    const timeout = sleep(LAST_ANSWER_MS, undefined, { ref: false });
    const reply = await Promise.race([done, timeout]).catch(() => undefined);
    if (reply !== undefined && reply.code >= 400) return reply;
  }
  throw dropped(session, error);
}

/** A connection whose transfer broke is not used again. Returns what to throw. */
export function dropped(session: Session, error: unknown): SynclineError {
  session.drop(isSynclineError(error) ? error : connectionLost(session.where, networkReason(error), error));
  return session.failure!;
}
