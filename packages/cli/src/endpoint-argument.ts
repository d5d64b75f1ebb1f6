import { resolve } from 'node:path';

import type { Address } from '@syncline/model';
import { parseAddress } from '@syncline/model';

/** Which of the two endpoints of the command line something is about. */
export type EndpointArgument = 'SOURCE' | 'DESTINATION';

/** Reads SOURCE, DESTINATION, or an ENDPOINT that is neither; a directory is made absolute from `cwd`. Throws `usage`, as `parseAddress` does. */
export function parseEndpointArgument(
  text: string,
  argument: EndpointArgument | 'ENDPOINT',
  cwd: string,
): Address {
  const address = parseAddress(text, argument);
  return address.type === 'directory' ? { ...address, path: resolve(cwd, address.path) } : address;
}
