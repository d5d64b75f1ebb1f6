import type { EndpointSpec, Item } from '@syncline/model';

import type { ConfiguredEndpoint, ConfiguredItem, ConfiguredSide } from './configured-item.js';

/** The item as far as it can be told without its passwords: enough for checks and names, not for a run. */
export function withoutSecrets(item: ConfiguredItem): Item {
  return { ...item, source: sideOf(item.source), destination: sideOf(item.destination) };
}

function sideOf({ endpoint, ...rest }: ConfiguredSide): Item['source'] {
  return { ...rest, endpoint: withoutSecretsOf(endpoint) };
}

function withoutSecretsOf(endpoint: ConfiguredEndpoint): EndpointSpec {
  switch (endpoint.type) {
    case 'directory':
      return endpoint;
    case 'ftp':
      return { ...endpoint, password: '' };
    case 'sftp':
      return { ...endpoint, password: '', privateKey: undefined };
  }
}
