import { setMaxListeners } from 'node:events';
import type { Limits } from '@syncline/model';
import { isSynclineError, messageOf } from '@syncline/model';
import { isAborted, onAbort } from './aborts.js';
import { createBudget } from './budget.js';
import type { Dialer, Lease, PooledSession } from './dialer.js';
import { endpointError, interrupted, mayRetry } from './errors.js';
import { growsAfterMs, lately } from './growth.js';
import { Opener } from './opener.js';

/** A server that refused a further connection is not asked for more than it allowed for this long. */
const SHRUNK_FOR_MS = 5 * 60_000;
/** So long when the network failed it, not the server. */
const SHRUNK_BY_NETWORK_MS = 10_000;

export interface WorkOptions {
  readonly idempotent: boolean;
  /** Finishes what another operation began: it goes before what only waits to begin. */
  readonly urgent?: boolean | undefined;
  /** Any of them ends the work. */
  readonly signals: readonly AbortSignal[];
}

interface Waiter<Session, Server> {
  /** ms, as `performance.now`. */
  readonly sinceMs: number;
  readonly resolve: (connection: Lease<Session, Server>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The connections to one server as one user: opened only when work waits for one, up to the limit, and kept. A further
 * one is opened once some work has waited as long as opening one takes, or one after the other something has, or some will, by
 * how long work took lately: so a short run pays for no login that it has no use for, and a long one soon has as many as it can
 * use. Each is leased to one operation at a time; a broken one is not taken back. When the server refuses one more (421, 530) the
 * pool makes do with what it has.
 */
export class Pool<Session extends PooledSession, Server> {
  readonly budget = createBudget();
  readonly #dialer: Dialer<Session, Server>;
  readonly #limits: Limits;
  readonly #notice: (message: string) => void;
  readonly #opener: Opener<Session, Server>;
  readonly #idle: Session[] = [];
  /** Since when, ms. */
  readonly #leased = new Map<Session, number>();
  readonly #waiting: Waiter<Session, Server>[] = [];
  readonly #closing = new AbortController();
  #opening = 0;
  /** Since when there was always work waiting. */
  #pressedSinceMs = 0;
  /** How long work took lately that a connection was leased to, ms. */
  #workMs: number | undefined;
  #growing: NodeJS.Timeout | undefined;
  #shrunk: { readonly connections: number; readonly untilMs: number } | undefined;

  constructor(dialer: Dialer<Session, Server>, limits: Limits, notice: (message: string) => void) {
    this.#dialer = dialer;
    // Every connection that is being opened listens to it.
    setMaxListeners(0, this.#closing.signal);
    this.#limits = limits;
    this.#notice = notice;
    this.#opener = new Opener(dialer, limits.timeout * 1000, this.#closing.signal);
  }

  /** Whether a connection that is given back will be taken at once. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** What is known of the server; set once a connection was made. */
  get server(): Server | undefined {
    return this.#opener.server;
  }

  /**
   * Runs `work` on a leased connection. Work that is `idempotent` is done again on a fresh one when its connection
   * breaks, as often as the limits say. An aborted signal closes the connection in use.
   */
  async withConnection<T>(
    work: (at: Lease<Session, Server>) => Promise<T>,
    options: WorkOptions,
  ): Promise<T> {
    const { signals } = options;
    const tries = options.idempotent ? this.#limits.retries + 1 : 1;
    for (let attempt = 1; ; attempt += 1) {
      const at = this.#leaseIdle(signals) ?? (await this.#wait(signals, options.urgent === true));
      const done = onAbort(signals, () => at.session.drop(interrupted()));
      try {
        return await work(at);
      } catch (error) {
        if (isAborted(signals)) throw interrupted();
        if (attempt >= tries || !mayRetry(error) || at.session.failure === undefined) throw error;
      } finally {
        done();
        this.release(at.session);
      }
    }
  }

  /** Waits for a connection; give it back with `release`. */
  async lease(signals: readonly AbortSignal[]): Promise<Lease<Session, Server>> {
    return this.#leaseIdle(signals) ?? this.#wait(signals, false);
  }

  /** Undefined when work has to wait. */
  #leaseIdle(signals: readonly AbortSignal[]): Lease<Session, Server> | undefined {
    if (isAborted(signals)) throw interrupted();
    if (this.#closing.signal.aborted) throw endpointError('failed', `${this.#dialer.where} was closed`);
    const idle = this.#takeIdle();
    return idle === undefined ? undefined : this.#leaseTo(idle);
  }

  #wait(signals: readonly AbortSignal[], urgent: boolean): Promise<Lease<Session, Server>> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter<Session, Server> = {
        sinceMs: performance.now(),
        resolve: (connection) => (settled(), resolve(connection)),
        reject: (error) => (settled(), reject(error)),
      };
      const settled = onAbort(signals, () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(interrupted());
      });
      if (this.#waiting.length === 0) this.#pressedSinceMs = waiter.sinceMs;
      if (urgent) this.#waiting.unshift(waiter);
      else this.#waiting.push(waiter);
      this.#grow();
    });
  }

  release(session: Session): void {
    this.#workMs = lately(this.#workMs, performance.now() - this.#leased.get(session)!);
    this.#leased.delete(session);
    if (session.failure === undefined && !this.#closing.signal.aborted) this.#offer(session);
    else this.#grow();
  }

  /** Ends all connections; what is under way fails. */
  close(): void {
    this.#closing.abort();
    clearTimeout(this.#growing);
    const error = endpointError('failed', `${this.#dialer.where} was closed`);
    for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
    for (const session of [...this.#idle.splice(0), ...this.#leased.keys()]) session.drop(error);
  }

  #takeIdle(): Session | undefined {
    for (let session = this.#idle.pop(); session !== undefined; session = this.#idle.pop()) {
      if (session.failure === undefined) return session;
    }
    return undefined;
  }

  #leaseTo(session: Session): Lease<Session, Server> {
    this.#leased.set(session, performance.now());
    return { session, server: this.#opener.server! };
  }

  #offer(session: Session): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#idle.push(session);
    else waiter.resolve(this.#leaseTo(session));
  }

  /** Opens connections for what has waited long enough, within the limit; looks again when more will have. */
  #grow(): void {
    const alive = this.#alive;
    if (this.#waiting.length <= this.#opening || alive + this.#opening >= this.#limit()) return;
    const demand = {
      alive,
      opening: this.#opening,
      waiting: this.#waiting,
      pressedSinceMs: this.#pressedSinceMs,
      openingMs: this.#opener.openingMs,
      workMs: this.#workMs,
    };
    const afterMs = growsAfterMs(demand, performance.now());
    if (afterMs > 0) return afterMs < Infinity ? this.#growLater(afterMs) : undefined;
    this.#opening += 1;
    void this.#openOne().finally(() => {
      this.#opening -= 1;
      this.#grow();
    });
    this.#grow();
  }

  #growLater(afterMs: number): void {
    this.#growing ??= setTimeout(() => {
      this.#growing = undefined;
      this.#grow();
    }, Math.ceil(afterMs));
  }

  #limit(): number {
    const most = this.#dialer.mostSessions ?? this.#limits.connections;
    if (this.#shrunk === undefined || performance.now() > this.#shrunk.untilMs) return most;
    return Math.min(most, this.#shrunk.connections);
  }

  async #openOne(): Promise<void> {
    try {
      const session = await this.#opener.open(() => this.#alive > 0);
      if (session === undefined) return this.#makeDo(SHRUNK_BY_NETWORK_MS);
      if (this.#closing.signal.aborted) session.close();
      else this.#offer(session);
    } catch (error) {
      if (this.#open > 0) this.#shrink(error);
      else for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
    }
  }

  /** Several that were being opened may be refused at a time: that is told once. */
  #shrink(error: unknown): void {
    const before = this.#limit();
    this.#makeDo(this.#isRefusal(error) ? SHRUNK_FOR_MS : SHRUNK_BY_NETWORK_MS);
    if (this.#limit() >= before) return;
    const { openConnections: open = this.#open, where } = this.#dialer;
    const what = open === 1 ? '1 connection' : `${open} connections`;
    this.#notice(`${where} allows no more than ${what} now (${messageOf(error)})`);
  }

  /** No more than those that are open are asked for, for a while; one always may be. */
  #makeDo(forMs: number): void {
    this.#shrunk = { connections: Math.max(1, this.#open), untilMs: performance.now() + forMs };
  }

  get #alive(): number {
    return [...this.#leased.keys(), ...this.#idle].filter(({ failure }) => failure === undefined).length;
  }

  /** With those that broke and were not given back yet. */
  get #open(): number {
    return this.#leased.size + this.#idle.length;
  }

  #isRefusal(error: unknown): boolean {
    return this.#dialer.isTooManyUsers(error) || (isSynclineError(error) && error.code === 'login');
  }
}
