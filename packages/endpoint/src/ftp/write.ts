import { createHash, hash as hashOf } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Path } from '@syncline/model';
import { nameOf, quotedPath } from '@syncline/model';
import type { Content } from '../content.js';
import type { WriteRequest, Written } from '../writing.js';
import { isResumable, leavesBeginning } from '../resuming.js';
import { continueTemp } from './continue.js';
import { confirmSource } from '../remote/confirm-source.js';
import type { Placing } from './place.js';
import { putInPlace } from './place.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { onConnection, remote } from '../remote/side.js';
import { sibling } from '../remote/paths.js';
import { checkSendable } from './side.js';
import { storeRefused } from './store-refused.js';
import { store } from './store.js';

/** 425: the server could not open the data connection; nothing was sent. Seen under parallel load. */
const STORE_TRIES = 4;
const STORE_PAUSE_MS = 50;

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
  const temp = sibling(request.path, request.temp);
  checkSendable(side.pool.server!, request.path);
  try {
    const step = content.whole === undefined || side.shared ? inTwoLeases : inOneLease;
    const { hash, placed } = await step({ side, request, content, temp, signal });
    await placed;
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

type SentAndPlaced = Written & Placing;

async function inOneLease(writing: Writing): Promise<SentAndPlaced> {
  const { side, request, temp, signal } = writing;
  return onConnection(side, request.path, { idempotent: false, signal }, async (connection) => {
    const sent = await storeTemp(connection, writing);
    await confirmSource(writing, sent.bytes);
    const { placed } = await putInPlace(connection, side, request, temp, sent);
    return { hash: sent.hash, placed };
  });
}

async function inTwoLeases(writing: Writing): Promise<SentAndPlaced> {
  const { side, request, temp, signal } = writing;
  const once = { idempotent: false, signal };
  const sent = await onConnection(side, request.path, once, (connection) => storeTemp(connection, writing));
  await confirmSource(writing, sent.bytes);
  const { placed } = await onConnection(side, request.path, { ...once, urgent: true }, (connection) =>
    putInPlace(connection, side, request, temp, sent),
  );
  return { hash: sent.hash, placed };
}

/** What was sent, and between which moments (ms, ours). */
export interface Sent {
  readonly bytes: number;
  readonly hash: string;
  readonly fromMs: number;
  readonly toMs: number;
}

async function storeTemp(connection: Connection, { side, request, content, temp }: Writing): Promise<Sent> {
  const fromMs = Date.now();
  if (isResumable(request, content)) {
    const sent = await continueTemp(connection, side, request, temp, content);
    if (sent !== undefined) return { ...sent, fromMs, toMs: Date.now() };
  }
  for (let tries = 1; ; tries += 1) {
    // Whole content is hashed in one call, which is cheaper.
    const digest = content.whole === undefined ? createHash('sha256') : undefined;
    const command = `STOR ${remote(side, temp)}`;
    const sending = { digest, onBytes: request.onBytes };
    const { bytes, reply } = await store(connection.session, connection.server, command, content, sending);
    if (isCompletion(reply)) {
      const hash = digest?.digest('hex') ?? hashOf('sha256', content.whole!, 'hex');
      return { bytes, hash, fromMs, toMs: Date.now() };
    }
    // A stream is started only after 150, so 425 always comes before any of it was read.
    if (reply.code !== 425 || tries >= STORE_TRIES) {
      const { path } = request;
      const what = `Cannot write ${quotedPath(nameOf(path))} on the server`;
      throw await storeRefused(connection, side, { path, temp, what }, reply);
    }
    await sleep(tries * STORE_PAUSE_MS);
  }
}

/** Best effort, on whatever connection is to be had: the next run finds what stays behind. */
async function removeQuietly(side: Side, temp: Path): Promise<void> {
  const removal = onConnection(side, temp, { idempotent: true, urgent: true }, (connection) =>
    connection.session.request(`DELE ${remote(side, temp)}`),
  );
  await removal.catch(() => undefined);
}
