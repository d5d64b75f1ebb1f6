import { basename } from 'node:path/posix';
import type { Path } from '@syncline/model';
import { pathFromBytes, quotedPath } from '@syncline/model';
import type { RootState } from '../root-state.js';
import { endpointError } from '../remote/errors.js';
import { locationOnServer } from '../remote/location.js';
import { remoteParent, remotePath } from '../remote/paths.js';
import { isDirectory } from './entry.js';
import { shownStatus } from './errors.js';
import { isMissing, isStatus, realPath, stat } from './requests.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';

/** What stands at the root, links followed, and its real path. SFTP tells nothing that would tell two directories apart. */
export async function rootState({ server, session }: Connection, side: Side): Promise<RootState> {
  const above = remoteParent(side.root);
  const peer = { address: server.address, fingerprint: server.proof.fingerprint };
  const [root, parent, real] = await Promise.all([
    stat(session, side.root),
    stat(session, above),
    realPath(session, side.root),
  ]);
  if (!isStatus(root)) {
    if (!isDirectory(root)) return { state: 'not-directory' };
    const path = typeof real === 'string' ? real : side.root;
    const location = locationOnServer('sftp', server.target, peer, path);
    return { state: 'directory', identity: undefined, location };
  }
  if (!isMissing(root))
    throw endpointError(
      'unreachable',
      `${quotedPath(side.root as Path)} on the server does not answer: "${shownStatus(root)}". Check what this user may do there.`,
    );
  const parentExists = !isStatus(parent) && isDirectory(parent);
  const realAbove = parentExists ? await realPath(session, above) : above;
  const path = remotePath(
    typeof realAbove === 'string' ? realAbove : above,
    pathFromBytes(basename(side.root)),
  );
  return { state: 'absent', parentExists, location: locationOnServer('sftp', server.target, peer, path) };
}
