import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { Path } from '@syncline/model';
import type { Content } from '../content.js';
import type { WriteRequest } from '../writing.js';
import { PROOF_BYTES } from '../writing.js';
import { factsReply } from './listing/facts.js';
import { parseSize } from './listing/line.js';
import { isCompletion, replyValue } from './reply.js';
import type { Connection } from './server.js';
import type { Side } from './side.js';
import { storeRefused } from './store-refused.js';
import { following, passOver } from '../remote/pass-over.js';
import { remote } from '../remote/side.js';
import type { Stored } from './store.js';
import { retrieve } from './retrieve.js';
import { store } from './store.js';

/**
 * Continues what an earlier attempt left under the temp name with APPE (RFC 959), after its end was read back and compared
 * with the content. Returns the bytes and hash of the whole, or undefined when there is nothing to continue, it is not
 * proven, or the server does not let us: then nothing is under the name, and all of it is to be sent.
 */
export async function continueTemp(
  at: Connection,
  side: Side,
  request: WriteRequest,
  temp: Path,
  content: Content,
): Promise<{ readonly bytes: number; readonly hash: string } | undefined> {
  const where = remote(side, temp);
  const bytes = await sizeOf(at, where);
  if (bytes === undefined) return undefined;
  const usable = at.server.facts.appends && bytes > 0 && bytes <= request.size;
  const end = usable ? await readEnd(at, where, bytes) : undefined;
  const stored =
    end === undefined ? undefined : await append({ at, side, request, temp, content }, bytes, end);
  // Some servers refuse to overwrite.
  if (stored === undefined) await at.session.request(`DELE ${where}`);
  return stored;
}

/** One temp file that is being continued. */
interface Continuing {
  readonly at: Connection;
  readonly side: Side;
  readonly request: WriteRequest;
  readonly temp: Path;
  readonly content: Content;
}

async function sizeOf(
  { session, server: { facts } }: Connection,
  where: string,
): Promise<number | undefined> {
  const reply = await session.request(facts.size ? `SIZE ${where}` : `MLST ${where}`);
  if (!isCompletion(reply)) return undefined;
  const told = facts.size ? undefined : factsReply(reply);
  return told?.line === 'entry' ? told.entry.size : parseSize(replyValue(reply));
}

/** The last bytes of the partial; undefined when the server gives another number of them. */
async function readEnd(at: Connection, where: string, size: number): Promise<Buffer | undefined> {
  const from = Math.max(0, size - PROOF_BYTES);
  const parts: Buffer[] = [];
  const stream = retrieve(at.session, at.server, `RETR ${where}`, { from });
  for (;;) {
    const step = await stream.next();
    if (step.done !== true) parts.push(Buffer.from(step.value));
    else if (!isCompletion(step.value)) return undefined;
    else break;
  }
  const end = Buffer.concat(parts);
  return end.length === size - from ? end : undefined;
}

/** Sends what follows the first `bytes` bytes, if those end with `end`. */
async function append(
  continuing: Continuing,
  bytes: number,
  end: Buffer,
): Promise<{ readonly bytes: number; readonly hash: string } | undefined> {
  const { at, content } = continuing;
  const hash = createHash('sha256');
  const chunks = content.chunks()[Symbol.asyncIterator]();
  try {
    const rest = await passOver(chunks, bytes, end, hash, at.session);
    if (rest === undefined) return undefined;
    const source = { whole: undefined, chunks: () => following(rest, chunks) };
    const sent = await sendRest(continuing, source, hash, bytes);
    return sent === undefined ? undefined : { bytes: bytes + sent.bytes, hash: hash.digest('hex') };
  } finally {
    await chunks.return?.();
  }
}

async function sendRest(
  { at, side, request, temp }: Continuing,
  source: Parameters<typeof store>[3],
  hash: Hash,
  bytes: number,
): Promise<Stored | undefined> {
  if (bytes === request.size) return { bytes: 0, reply: { code: 226, text: '' } };
  let began = false;
  const onBytes = (sentBytes: number): void | Promise<void> => {
    began = true;
    return request.onBytes?.(sentBytes);
  };
  const sending = { digest: hash, onBytes };
  const sent = await store(at.session, at.server, `APPE ${remote(side, temp)}`, source, sending);
  if (isCompletion(sent.reply)) return sent;
  // What breaks off leaves a longer beginning; APPE that is not allowed (proftpd's default) leaves nothing but sending all of it.
  if (began) {
    const gained = (await sizeOf(at, remote(side, temp))) !== bytes;
    const what = 'Cannot continue the transfer';
    throw await storeRefused(at, side, { path: request.path, temp, what, gained }, sent.reply);
  }
  at.server.facts.appends = false;
  return undefined;
}
