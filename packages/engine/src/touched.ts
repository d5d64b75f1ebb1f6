import { resolve } from 'node:path';
import type { Addressed, Mode } from '@syncline/model';
import type { Subtree, Touched } from '@syncline/scheduler';
import { THIS_MACHINE } from '@syncline/state';

/** What an item reads and writes, as its addresses show it: links and other names of a server are not known. */
export function touchedBy(item: {
  readonly mode: Mode;
  readonly source: { readonly endpoint: Addressed };
  readonly destination: { readonly endpoint: Addressed };
}): Touched {
  return [subtree(item.source.endpoint, item.mode === 'two-way'), subtree(item.destination.endpoint, true)];
}

function subtree(endpoint: Addressed, writes: boolean): Subtree {
  if (endpoint.type === 'directory') return { place: THIS_MACHINE, path: resolve(endpoint.path), writes };
  const { directory, port, server, username } = endpoint;
  // What is relative to the login directory can't be compared with what is absolute.
  const kind = directory.startsWith('/') ? 'absolute' : 'login';
  return {
    place: `${kind} ${username}@${server.toLowerCase()}:${port}`,
    path: resolve('/', directory),
    writes,
  };
}
