import type { Path } from '@syncline/model';
import { showPath } from '@syncline/model';
import { pathError } from '../remote/errors.js';
import type { RemoteSide } from '../remote/side.js';
import { unsendable } from './names.js';
import type { Server } from './server.js';
import type { Session } from './session.js';

/** One endpoint's view of its FTP server. */
export type Side = RemoteSide<Session, Server>;

/** Throws `name` for a path that must not be sent to this server. */
export function checkSendable({ facts }: Server, path: Path): void {
  const name = unsendable(path, facts.windows);
  if (name === undefined) return;
  const shown = showPath(name as Path).path;
  const why = 'it is not UTF-8, holds control characters, or begins or ends with a space';
  throw pathError(
    'name',
    path,
    `The server cannot hold the name ${JSON.stringify(shown)}: ${why}. Rename it.`,
  );
}
