import { setTimeout as sleep } from 'node:timers/promises';
import { SynclineError, isSynclineError } from '@syncline/model';
import type { Dialer } from './dialer.js';

/** Pauses before a connection that was lost is made anew; after the last one the server counts as gone. */
const RECONNECT_PAUSES_MS = [200, 1_000, 3_000];
/** A server that counts as gone is not asked for this long: what waits then, or cleans up, need not find out by itself. */
const GONE_FOR_MS = 3_000;
/** A login that took long (pure-ftpd's password hash takes two seconds) is not saved up for longer than this. */
const LONGEST_WAIT_MS = 1_000;

/** Opens the connections to one server as one user, until the signal is aborted; knows what opening the last ones came to. */
export class Opener<Session, Server> {
  readonly #dialer: Dialer<Session, Server>;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;
  #server: Server | undefined;
  #lastMs = 0;
  #gone: { readonly error: unknown; readonly untilMs: number } | undefined;

  constructor(dialer: Dialer<Session, Server>, timeoutMs: number, signal: AbortSignal) {
    this.#dialer = dialer;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
  }

  /** What the first connection found out about the server. */
  get server(): Server | undefined {
    return this.#server;
  }

  /** How long opening one more takes, ms. */
  get openingMs(): number {
    return this.#dialer.openingMs ?? this.#lastMs;
  }

  /**
   * Undefined where there can be none beside those that are open. While others work (`othersWork`) one refusal is enough to
   * know; with none left the server is asked a few times more. Then it counts as gone, and is asked once at a time until it
   * answers again.
   */
  async open(othersWork: () => boolean): Promise<Session | undefined> {
    const worked = this.#server !== undefined;
    const pausesMs = this.#gone === undefined ? RECONNECT_PAUSES_MS : [];
    if (this.#gone !== undefined && performance.now() < this.#gone.untilMs) throw this.#gone.error;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const session = await this.#openOnce();
        this.#gone = undefined;
        return session;
      } catch (error) {
        const pauseMs = pausesMs[attempt];
        const mayPass = worked ? isPassing(error) : this.#dialer.isTooManyUsers(error);
        if (othersWork() || !mayPass || this.#signal.aborted) throw error;
        if (pauseMs === undefined) {
          this.#gone = { error, untilMs: performance.now() + GONE_FOR_MS };
          throw error;
        }
        await sleep(pauseMs * (0.75 + Math.random() / 2));
      }
    }
  }

  async #openOnce(): Promise<Session | undefined> {
    const beganMs = performance.now();
    try {
      const opened = await this.#dialer.open(this.#server, this.#timeoutMs, this.#signal);
      if (opened === undefined) return undefined;
      this.#server ??= opened.server;
      this.#lastMs = Math.min(performance.now() - beganMs, LONGEST_WAIT_MS);
      return opened.session;
    } catch (error) {
      throw asOpeningError(error, this.#dialer.where);
    }
  }
}

/** A connection that breaks while it is being opened concerns the server, not a path. */
function asOpeningError(error: unknown, where: string): unknown {
  if (!isSynclineError(error) || error.scope !== 'path') return error;
  return new SynclineError('unreachable', `Cannot use ${where}: ${error.message}`, {
    scope: 'endpoint',
    cause: error,
  });
}

/** Once a login has worked, a refused one is likely about the number of connections. */
function isPassing(error: unknown): boolean {
  return isSynclineError(error) && (error.code === 'unreachable' || error.code === 'login');
}
