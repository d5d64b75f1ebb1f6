import type { Limits } from '@syncline/model';
import { Pool } from './pool.js';
import type { Target } from './target.js';
import { poolKey } from './target.js';

/** Shares connections between the endpoints of one process that use one server as one user. */
export interface PoolRegistry {
  /** A pool to be given back with `release`. The limits of its first user hold. */
  acquire(target: Target, limits: Limits, notice: (message: string) => void): Pool;
  /** Closes the pool when nobody uses it any more. */
  release(pool: Pool): void;
}

export function createPoolRegistry(): PoolRegistry {
  const byKey = new Map<string, { readonly pool: Pool; users: number }>();
  return {
    acquire(target, limits, notice) {
      const key = poolKey(target);
      const shared = byKey.get(key) ?? { pool: new Pool(target, limits, notice), users: 0 };
      shared.users += 1;
      byKey.set(key, shared);
      return shared.pool;
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
