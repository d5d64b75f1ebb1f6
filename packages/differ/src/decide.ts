import type { Path } from '@syncline/model';
import type { Decision } from './decision.js';
import { NOTHING } from './decision.js';
import { decideOneWay } from './one-way.js';
import type { Pairing } from './pairing.js';
import type { Policy } from './policy.js';
import type { Hashes } from './standing.js';
import { decideTwoWay } from './two-way.js';

/** The decision on a name by the table of the item's mode (SPEC §3). */
export function decide(pairing: Pairing, directory: Path, policy: Policy, hashes: Hashes = {}): Decision {
  const table = policy.mode === 'two-way' ? decideTwoWay : decideOneWay;
  const decision = table(pairing, directory, policy, hashes);
  return !pairing.complete && DELETES.has(decision.do) ? NOTHING : decision;
}

/** Never under an incomplete listing (SPEC §4). */
const DELETES: ReadonlySet<Decision['do']> = new Set(['delete', 'vanished', 'replace']);
