import { createHash } from 'node:crypto';
import type { Mode } from '@syncline/model';

/** What makes a pair this pair: both labels without secrets, in one spelling each, and the mode. */
export interface PairIdentity {
  readonly source: string;
  readonly destination: string;
  readonly mode: Mode;
}

/** The identity of a pair of endpoints and a mode: 16 lower-case hex digits of a SHA-256. Safe as a file name. */
export function pairKey(pair: PairIdentity): string {
  const parts = JSON.stringify([pair.mode, pair.source, pair.destination]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 16);
}
