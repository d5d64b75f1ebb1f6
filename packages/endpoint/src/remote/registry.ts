import type { PooledSession } from './dialer.js';
import type { Pool } from './pool.js';

/** Shares connections between the endpoints of one process that use one server as one user. */
export interface PoolRegistry {
  /**
   * A pool to be given back with `release`: the one that others use under this key, or a new one, whose limits then hold. A key
   * begins with the kind of server, so that all pools of one key are of one type.
   */
  acquire<Session extends PooledSession, Server>(
    key: string,
    make: () => Pool<Session, Server>,
  ): Pool<Session, Server>;
  /** Closes the pool when nobody uses it any more. */
  release(pool: { close(): void }): void;
}

interface Shared {
  readonly pool: { close(): void };
  users: number;
}

/** A registry without any pool yet. */
export function createPoolRegistry(): PoolRegistry {
  const byKey = new Map<string, Shared>();
  return {
    acquire<Session extends PooledSession, Server>(key: string, make: () => Pool<Session, Server>) {
      const shared = byKey.get(key) ?? { pool: make(), users: 0 };
      shared.users += 1;
      byKey.set(key, shared);
      return shared.pool as Pool<Session, Server>;
    },
    release(pool) {
      for (const [key, shared] of byKey) {
        if (shared.pool !== pool || (shared.users -= 1) > 0) continue;
        byKey.delete(key);
        pool.close();
      }
    },
  };
}
