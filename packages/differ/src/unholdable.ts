import type { Path, Problem, Side } from '@syncline/model';
import { nameOf, otherSide } from '@syncline/model';
import type { Seen } from './pairing.js';
import type { Policy } from './policy.js';

/** Why the other side cannot hold what a side has under a name: it is left alone there, and reported (SPEC §2, §3). */
export function unholdable(seen: Seen, side: Side, path: Path, policy: Policy): Problem | undefined {
  if (typeof seen !== 'object' || seen.kind === 'unknown') return undefined;
  const other = policy[otherSide(side)];
  if (seen.kind === 'link' && !other.links) {
    const message = `a symbolic link, which the ${otherSide(side)} cannot hold: ignore it, or copy what it points to`;
    return { code: 'link', path, message };
  }
  if (other.holds?.(nameOf(path)) === false) {
    const message = `a name that the ${otherSide(side)} cannot hold: rename it, or ignore it`;
    return { code: 'name', path, message };
  }
  return undefined;
}
