import { setMaxListeners } from 'node:events';
import type { Limits } from '@syncline/model';
import type { BudgetUser } from './budget.js';
import type { Dialer, PooledSession } from './dialer.js';
import { Pool } from './pool.js';
import type { PoolRegistry } from './registry.js';
import { createPoolRegistry } from './registry.js';

/** How an endpoint uses a server. */
export interface ServerOptions {
  readonly limits: Limits;
  /** Shares connections with the other endpoints that were given it. */
  readonly pools?: PoolRegistry | undefined;
  /** Told what a person should know of this server, each thing once. */
  readonly notice?: ((message: string) => void) | undefined;
  /** Both sides of the item are on this server: then nothing may be held on one while the other is written. */
  readonly sharedPool?: boolean | undefined;
}

/** One endpoint's part in the connections to a server, which others may share. */
export class PoolUse<Session extends PooledSession, Server> {
  readonly #options: ServerOptions;
  readonly #pools: PoolRegistry;
  readonly #closing = new AbortController();
  #pool: Pool<Session, Server> | undefined;
  #bandwidth: BudgetUser | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#pools = options.pools ?? createPoolRegistry();
    // Every call under way listens to it.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Ends with the endpoint, whatever else uses the pool. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Undefined: it may use all there is. */
  get bandwidth(): BudgetUser | undefined {
    return this.#bandwidth;
  }

  /** Joins those who use the pool of this key, or makes it, and gets a connection. Throws as the dialer's `open`. */
  async join(
    key: string,
    dialer: Dialer<Session, Server>,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly pool: Pool<Session, Server>; readonly session: Session }> {
    const { limits, notice = () => undefined } = this.#options;
    const pool = (this.#pool ??= this.#pools.acquire(key, () => new Pool(dialer, limits, notice)));
    if (limits.bandwidth !== undefined) this.#bandwidth ??= pool.budget.join(limits.bandwidth);
    const { session } = await pool.withConnection(async (at) => at, {
      idempotent: true,
      signals: signal === undefined ? [] : [signal],
    });
    return { pool, session };
  }

  /** Ends what this endpoint has under way; the pool ends with the last of those who use it. */
  close(): void {
    this.#closing.abort();
    this.#bandwidth?.leave();
    if (this.#pool !== undefined) this.#pools.release(this.#pool);
    this.#pool = undefined;
  }
}
