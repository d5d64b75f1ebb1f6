import type { Path } from '@syncline/model';
import { quotedPath } from '@syncline/model';
import { pathError } from '../remote/errors.js';
import type { RemoteSide } from '../remote/side.js';
import { judgeName } from './names.js';
import type { Server } from './server.js';
import type { Session } from './session.js';

/** One endpoint's view of its SFTP server. */
export interface Side extends RemoteSide<Session, Server> {
  /** Files that were written and are not known to be on the server's disk. */
  readonly unsynced: Set<Path>;
  /** Those that the last flush took on: what is moved while it goes on is not found by it. */
  readonly taken: Set<Path>;
}

/** Throws `name` for a path that must not be sent to a server. */
export function checkSendable({ pool }: Side, path: Path): void {
  if (path === '') return;
  const { windows } = pool.server!;
  const name = path.split('/').find((each) => judgeName(each, windows) !== 'fine');
  if (name === undefined) return;
  const shown = quotedPath(name as Path);
  throw pathError(
    'name',
    path,
    `The server cannot hold the name ${shown}: there it could lead elsewhere, or be taken for another`,
  );
}
