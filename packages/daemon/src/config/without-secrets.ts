import type { Item } from '@syncline/model';

import type { ConfiguredItem, ConfiguredSide } from './configured-item.js';

/** The item as far as it can be told without its passwords: enough for checks and names, not for a run. */
export function withoutSecrets(item: ConfiguredItem): Item {
  return { ...item, source: sideOf(item.source), destination: sideOf(item.destination) };
}

function sideOf({ endpoint, ...rest }: ConfiguredSide): Item['source'] {
  return { ...rest, endpoint: endpoint.type === 'directory' ? endpoint : { ...endpoint, password: '' } };
}
