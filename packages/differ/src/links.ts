import type { ContentRow, LinkEntry, Path } from '@syncline/model';
import { updateTo } from '@syncline/model';
import type { Decision } from './decision.js';
import { NOTHING } from './decision.js';

/** A name that is a symbolic link on both sides: its target is its content. */
export function decideLinks(
  path: Path,
  row: ContentRow | undefined,
  source: LinkEntry,
  destination: LinkEntry,
): Decision {
  if (source.target === destination.target) {
    const recorded = row?.source.token === source.token && row.destination.token === destination.token;
    return recorded ? NOTHING : { do: 'record', source, destination };
  }
  return { do: 'apply', operation: updateTo(source, destination, { side: 'destination', path }) };
}
