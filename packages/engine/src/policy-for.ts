import type { Policy, SideAbilities } from '@syncline/differ';
import type { Traits } from '@syncline/endpoint';
import { serverCanHold } from '@syncline/endpoint/base';
import type { Compare, Mode } from '@syncline/model';

/** An open side, as far as decisions depend on it. */
interface WithTraits {
  readonly traits: Traits;
}

/** What decisions depend on besides the entries: the item's settings, and what its two sides can do. */
export function policyFor(
  { mode, compare }: { readonly mode: Mode; readonly compare: Compare },
  { source, destination }: { readonly source: WithTraits; readonly destination: WithTraits },
  racesOver = false,
): Policy {
  return {
    mode,
    compare,
    source: abilitiesOf(source.traits),
    destination: abilitiesOf(destination.traits),
    racesOver,
  };
}

function abilitiesOf({ local, timePrecisionUs, setsTimes, links, anyBytes, holds }: Traits): SideAbilities {
  return { local, timePrecisionUs, setsTimes, links, holds: holds ?? (anyBytes ? undefined : serverCanHold) };
}
