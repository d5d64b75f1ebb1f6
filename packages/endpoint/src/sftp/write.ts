import { createHash, hash as hashOf } from 'node:crypto';
import type { Path } from '@syncline/model';
import { nameOf, quotedPath, US_PER_SECOND } from '@syncline/model';
import type { Content } from '../content.js';
import type { WriteRequest, Written } from '../writing.js';
import { confirmSource } from '../remote/confirm-source.js';
import { parentGone } from '../remote/errors.js';
import { sibling } from '../remote/paths.js';
import { onConnection, remote } from '../remote/side.js';
import { isResumable, leavesBeginning } from '../resuming.js';
import { continueTemp } from './continue.js';
import { refusal } from './errors.js';
import { failFull } from './full.js';
import { inspect, putInPlace } from './place.js';
import { inOrder } from './in-order.js';
import { close, closedAfter, fstat, isDone, isMissing, isStatus, openNew, remove } from './requests.js';
import { send, sendAndClose } from './send.js';
import type { Connection } from './server.js';
import type { Session } from './session.js';
import type { Side } from './side.js';
import { checkSendable } from './side.js';

const RIGHTS = 0o777;
/** Without these we could not go on working with a file of ours. */
const OWN_RIGHTS = 0o600;

/**
 * Writes a file in two steps: the content under the temp name, then, after the source was asked whether it is still the
 * same, the checks and the rename. Where the source may need a connection of the same server, each step has one for as long
 * as it takes and nothing is held between them, so that both sides may share a single one. A temp file is removed on
 * every failure but one that leaves a beginning to be continued.
 */
export async function writeFile(
  side: Side,
  request: WriteRequest,
  content: Content,
  signal: AbortSignal | undefined,
): Promise<Written> {
  checkSendable(side, request.path);
  const temp = sibling(request.path, request.temp);
  try {
    // Before, since what is asked together with it is not to grow old while a bandwidth is kept.
    if (content.whole !== undefined) await request.onBytes?.(content.whole.length);
    const step = content.whole === undefined || side.shared ? inTwoLeases : inOneLease;
    const hash = await step({ side, request, content, temp, signal });
    if (side.pool.server!.syncs) side.unsynced.add(request.path);
    return { hash };
  } catch (error) {
    if (!(isResumable(request, content) && leavesBeginning(error, signal))) await removeQuietly(side, temp);
    throw error;
  }
}

/** One file that is being written. */
interface Writing {
  readonly side: Side;
  readonly request: WriteRequest;
  readonly content: Content;
  readonly temp: Path;
  readonly signal: AbortSignal | undefined;
}

/** Small content goes out together with what is asked before the file gets its name. Returns the hash. */
async function inOneLease(writing: Writing): Promise<string> {
  const { content, request, side, temp, signal } = writing;
  return onConnection(side, request.path, { idempotent: false, signal }, async (at) => {
    const [{ bytes, hash }, inspected] = await explained(at, writing, async () => {
      const file = await createTemp(at, writing);
      return inOrder(
        at.server,
        () => storeWhole(at, file, request, content.whole!),
        () => inspect(at, side, request, temp),
      );
    });
    await confirmSource(writing, bytes);
    await putInPlace(at, side, request, { temp, bytes, inspected });
    return hash;
  });
}

/** Returns the hash. */
async function inTwoLeases(writing: Writing): Promise<string> {
  const { side, request, temp, signal } = writing;
  const once = { idempotent: false, signal };
  const { bytes, hash } = await onConnection(side, request.path, once, (at) =>
    explained(at, writing, () => storeTemp(at, writing)),
  );
  await confirmSource(writing, bytes);
  await onConnection(side, request.path, { ...once, urgent: true }, async (at) => {
    const inspected = await inspect(at, side, request, temp);
    await putInPlace(at, side, request, { temp, bytes, inspected });
  });
  return hash;
}

/** What stands under the temp name. */
interface Sent {
  readonly bytes: number;
  readonly hash: string;
}

/** A file that could not be stored may be so because the disk is full. */
function explained<T>(at: Connection, { request, side }: Writing, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => failFull(at, side, request.path, request.size, error));
}

async function storeTemp(at: Connection, writing: Writing): Promise<Sent> {
  const { content, request, side, temp } = writing;
  if (isResumable(request, content)) {
    const sent = await continueTemp(at, side, request, temp, content);
    if (sent !== undefined) return sent;
  }
  const { session } = at;
  const file = await createTemp(at, writing);
  if (content.whole !== undefined) return storeWhole(at, file, request, content.whole);
  const sent = await storeChunks(session, file, writing).catch((error: unknown) =>
    closedAfter(session, file, error),
  );
  // What could not be stored may be told only now.
  const status = await close(session, file);
  if (!isDone(status)) throw notWritten(request.path, status);
  return sent;
}

async function storeWhole(at: Connection, file: Buffer, request: WriteRequest, whole: Buffer): Promise<Sent> {
  const status = await sendAndClose(at, file, whole);
  if (!isDone(status)) throw notWritten(request.path, status);
  return { bytes: whole.length, hash: hashOf('sha256', whole, 'hex') };
}

async function storeChunks(session: Session, file: Buffer, { content, request }: Writing): Promise<Sent> {
  const digest = createHash('sha256');
  const bytes = await send(session, file, 0, content.chunks(), (chunk) => {
    digest.update(chunk);
    return request.onBytes?.(chunk.length);
  });
  if (typeof bytes !== 'number') throw notWritten(request.path, bytes);
  return { bytes, hash: digest.digest('hex') };
}

/** Makes the temp file, open to no more people than the file will be, and learns the server's clock from it. */
async function createTemp(at: Connection, { request, side, temp }: Writing): Promise<Buffer> {
  const { server, session } = at;
  const where = remote(side, temp);
  const fromMs = Date.now();
  let opened = await openNew(session, where, rightsOf(request));
  // An attempt at this file that was broken off may have left one.
  if (isStatus(opened) && !isMissing(opened) && isDone(await remove(session, where)))
    opened = await openNew(session, where, rightsOf(request));
  if (isStatus(opened)) {
    if (isMissing(opened)) throw parentGone(request.path);
    throw notWritten(request.path, opened);
  }
  if (!server.clock.known) {
    const told = await fstat(session, opened);
    if (!isStatus(told) && told.modified !== undefined)
      server.clock.learn(told.modified * US_PER_SECOND, fromMs, Date.now());
  }
  return opened;
}

/** Those of a file that is replaced are known, and given, when its name is. */
function rightsOf({ expected, mode }: WriteRequest): number | undefined {
  if (mode !== undefined) return (mode & RIGHTS) | OWN_RIGHTS;
  return expected === undefined ? undefined : OWN_RIGHTS;
}

function notWritten(path: Path, status: Parameters<typeof refusal>[2]): Error {
  return refusal(path, `Cannot write ${quotedPath(nameOf(path))} on the server`, status);
}

/** Best effort, on whatever connection is to be had: the next run finds what stays behind. */
async function removeQuietly(side: Side, temp: Path): Promise<void> {
  const removal = onConnection(side, temp, { idempotent: true, urgent: true }, ({ session }) =>
    remove(session, remote(side, temp)),
  );
  await removal.catch(() => undefined);
}
