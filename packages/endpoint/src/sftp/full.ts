import type { Path } from '@syncline/model';
import { isSynclineError, parentOf } from '@syncline/model';
import { adviceOn, pathError } from '../remote/errors.js';
import { remote } from '../remote/side.js';
import { EXTENSION } from './protocol.js';
import { roomLeft } from './requests.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';

/**
 * Throws why a file could not be written: version 3 of the protocol has no word for a full disk, and OpenSSH says "Failure". Where
 * it tells how much room is left, and that is too little, this is taken for the reason.
 */
export async function failFull(
  { session }: Connection,
  side: Side,
  path: Path,
  bytes: number,
  error: unknown,
): Promise<never> {
  const isUnexplained = isSynclineError(error) && error.code === 'failed' && !error.retry;
  if (!isUnexplained || !session.extensions.has(EXTENSION.statvfs)) throw error;
  const left = await roomLeft(session, remote(side, parentOf(path))).catch(() => undefined);
  if (typeof left !== 'number' || left >= bytes) throw error;
  const message = `${error.message} Its disk has ${left} bytes left for a file of ${bytes}.${adviceOn('full', '')}`;
  throw pathError('full', path, message);
}
