import type { RootState } from '../endpoint.js';
import { endpointError } from '../remote/errors.js';
import { remoteParent } from '../remote/paths.js';
import { isDirectory } from './entry.js';
import { shownStatus } from './errors.js';
import { isMissing, isStatus, realPath, stat } from './requests.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';

/** What stands at the root, links followed, and its real path. SFTP tells nothing that would tell two directories apart. */
export async function rootState({ server, session }: Connection, side: Side): Promise<RootState> {
  const host = `sftp://${server.target.host.toLowerCase()}:${server.target.port}`;
  const [root, parent] = await Promise.all([
    stat(session, side.root),
    stat(session, remoteParent(side.root)),
  ]);
  if (!isStatus(root)) {
    if (!isDirectory(root)) return { state: 'not-directory' };
    const real = await realPath(session, side.root);
    const path = typeof real === 'string' ? real : side.root;
    return { state: 'directory', identity: undefined, location: { host, path, chain: [] } };
  }
  if (!isMissing(root))
    throw endpointError('unreachable', `The directory on the server does not answer: "${shownStatus(root)}"`);
  const parentExists = !isStatus(parent) && isDirectory(parent);
  return { state: 'absent', parentExists, location: { host, path: side.root, chain: [] } };
}
