import { createHash } from 'node:crypto';
import type { Path } from '@syncline/model';
import type { Content } from '../content.js';
import type { WriteRequest } from '../writing.js';
import { PROOF_BYTES } from '../writing.js';
import { following, passOver } from '../remote/pass-over.js';
import { remote } from '../remote/side.js';
import { refusal } from './errors.js';
import { receive } from './receive.js';
import {
  close,
  closedAfter,
  fstat,
  isDone,
  isMissing,
  isStatus,
  openToContinue,
  remove,
} from './requests.js';
import { send } from './send.js';
import type { Connection } from './server.js';
import type { Session } from './session.js';
import type { Side } from './side.js';

const CANNOT_CONTINUE = 'Cannot continue the transfer';

/** A whole temp file. */
interface Continued {
  readonly bytes: number;
  readonly hash: string;
}

/**
 * Continues what an earlier attempt left under the temp name, after its end was read back and compared with the content.
 * Undefined when there is nothing to continue or it is not proven: then nothing is under the name, and all of it is to be
 * sent.
 */
export async function continueTemp(
  { session }: Connection,
  side: Side,
  request: WriteRequest,
  temp: Path,
  content: Content,
): Promise<Continued | undefined> {
  const where = remote(side, temp);
  const file = await openToContinue(session, where);
  if (isStatus(file)) {
    if (!isMissing(file)) await remove(session, where);
    return undefined;
  }
  const continued = await append(session, file, request, content).catch((error: unknown) =>
    closedAfter(session, file, error),
  );
  // What could not be stored may be told only now.
  const closed = await close(session, file);
  if (continued === undefined) await remove(session, where);
  else if (!isDone(closed)) throw refusal(request.path, CANNOT_CONTINUE, closed);
  return continued;
}

async function append(
  session: Session,
  file: Buffer,
  request: WriteRequest,
  content: Content,
): Promise<Continued | undefined> {
  const told = await fstat(session, file);
  const size = isStatus(told) ? undefined : told.size;
  if (typeof size !== 'number' || size === 0 || size > request.size) return undefined;
  const end = await readEnd(session, file, size);
  if (end === undefined) return undefined;
  const hash = createHash('sha256');
  const chunks = content.chunks()[Symbol.asyncIterator]();
  try {
    const rest = await passOver(chunks, size, end, hash, session);
    if (rest === undefined) return undefined;
    const sent = await send(session, file, size, following(rest, chunks), (chunk) => {
      hash.update(chunk);
      return request.onBytes?.(chunk.length);
    });
    if (typeof sent !== 'number') throw refusal(request.path, CANNOT_CONTINUE, sent);
    return { bytes: size + sent, hash: hash.digest('hex') };
  } finally {
    await chunks.return?.();
  }
}

/** The last bytes of the partial; undefined when the server gives another number of them. */
async function readEnd(session: Session, file: Buffer, size: number): Promise<Buffer | undefined> {
  const from = Math.max(0, size - PROOF_BYTES);
  const parts: Buffer[] = [];
  for await (const piece of receive(session, file, from, size)) parts.push(piece);
  const end = Buffer.concat(parts);
  return end.length === size - from ? end : undefined;
}
