import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

import { errorName } from './errors.js';
import { OWN_PROC } from './own-proc.js';
import { loadSystemCalls } from './system-calls.js';
import type { PourAnswer, PourOrder } from './pourer.js';
import type { Answered, Sent } from './thread.js';

/** A thread of a `Pourer`: pours one stretch after the other, as it is told to. */
const port = parentPort!;

/** Small enough to stay in the processor's cache between being read, written and hashed. */
const chunk = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * A file on its way. Its descriptors are the thread's own: by the time that a thread comes to its end, those that it was told of
 * may be closed, and their numbers belong to other files.
 */
interface Stream {
  readonly from: number;
  readonly to: number;
  /** Undefined: it is not hashed. */
  readonly hash: Hash | undefined;
}

type Stretch = Extract<PourOrder, { do: 'pour' }>;

const streams = new Map<number, Stream>();

port.on('message', (sent: readonly Sent<PourOrder>[]) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  for (const { id, order } of sent)
    port.postMessage([{ id, answer: carryOut(order) }] satisfies Answered<PourAnswer>[]);
});

function carryOut(order: PourOrder): PourAnswer {
  let doing: Exclude<PourAnswer['failed'], undefined> = 'open';
  try {
    if (order.do === 'forget') return { bytes: 0, hash: void close(order.id) };
    const stream = streams.get(order.id) ?? open(order);
    const bytes = pour(stream, order, (next) => (doing = next));
    if (order.ends) close(order.id);
    return { bytes, hash: order.ends ? stream.hash?.digest('hex') : undefined };
  } catch (error) {
    return { failed: doing, name: errorName(error) };
  }
}

function open({ id, from, to, hashed }: Stretch): Stream {
  const source = openSync(`${OWN_PROC}/fd/${from}`, constants.O_RDONLY);
  try {
    const target = openSync(`${OWN_PROC}/fd/${to}`, constants.O_WRONLY);
    const stream = { from: source, to: target, hash: hashed ? createHash('sha256') : undefined };
    streams.set(id, stream);
    return stream;
  } catch (error) {
    closeSync(source);
    throw error;
  }
}

/** Ends early where the source does. Returns how much was poured. */
function pour(
  { from, to, hash }: Stream,
  { at, length }: Stretch,
  doing: (next: 'read' | 'write') => void,
): number {
  let poured = hash === undefined ? copyRange(from, to, at, length) : 0;
  while (poured < length) {
    doing('read');
    const got = readSync(from, chunk, 0, Math.min(chunk.length, length - poured), at + poured);
    if (got === 0) break;
    doing('write');
    for (let done = 0; done < got;) done += writeSync(to, chunk, done, got - done, at + poured + done);
    hash?.update(chunk.subarray(0, got));
    poured += got;
  }
  loadSystemCalls()?.files.writeOut(to, at, poured);
  return poured;
}

/** What the kernel copies by itself of a stretch; what it does not is to be read and written, which also tells why. */
function copyRange(from: number, to: number, at: number, length: number): number {
  const files = loadSystemCalls()?.files;
  let copied = 0;
  for (let got = 1; files !== undefined && got > 0 && copied < length; copied += Math.max(0, got))
    got = files.copyRange(from, to, at + copied, length - copied);
  return copied;
}

/** Network file systems report here what they could not keep. */
function close(id: number): Stream | undefined {
  const stream = streams.get(id);
  streams.delete(id);
  if (stream === undefined) return undefined;
  closeSync(stream.from);
  closeSync(stream.to);
  return stream;
}
