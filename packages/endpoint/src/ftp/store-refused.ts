import type { Path } from '@syncline/model';
import { parentOf } from '@syncline/model';
import { parentGone } from '../remote/errors.js';
import { remote } from '../remote/side.js';
import { refusal } from './errors.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';

/** RFC 959 §4.2.2: "local error in processing". With it vsftpd, pure-ftpd and proftpd tell of a full disk, too. */
const LOCAL_ERROR = 451;
const LOCAL_ERROR_ADVICE = ' It may have no room left: look at its disk, its quotas and its log.';

interface Refused {
  readonly path: Path;
  readonly temp: Path;
  readonly what: string;
  /** Whether more is under `temp` than before. */
  readonly gained?: boolean;
}

/**
 * Why the server did not take the content of `path` that was sent to `temp`. After an error of its own nothing stays under `temp`, as a
 * beginning: that may be what fills its disk, so that nothing else fits. pyftpdlib tells of a full disk as of a connection that broke
 * (426): a beginning that could be continued, but not by one byte (`gained`), is taken for one as well, and not tried again. RFC 959
 * has one code for a missing directory and for missing rights; the directory itself is asked which it is.
 */
export async function storeRefused(
  { session }: Connection,
  side: Side,
  { path, temp, what, gained = true }: Refused,
  reply: Reply,
): Promise<Error> {
  const isLocal = reply.code === LOCAL_ERROR || !gained;
  const error = refusal(path, what, reply, isLocal ? LOCAL_ERROR_ADVICE : '', gained ? undefined : false);
  if (isLocal) await session.request(`DELE ${remote(side, temp)}`);
  if (error.code !== 'permission') return error;
  const parent = await session.request(`CWD ${remote(side, parentOf(path))}`);
  return isCompletion(parent) ? error : parentGone(path);
}
