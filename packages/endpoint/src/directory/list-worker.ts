import { parentPort, workerData } from 'node:worker_threads';

import { isSynclineError } from '@syncline/model';

import { directoriesAt } from './directories.js';
import type { PlaceOnDisk } from './context.js';
import { HeldListings } from './held-listings.js';
import { withoutKnownFiles } from './known-files.js';
import type { ListAnswer, ListOrder } from './lister.js';
import { listDirectory } from './listing.js';
import { loadSystemCalls } from './system-calls.js';
import { fieldsOf, type Answered, type Sent } from './thread.js';

/** The thread of a `Lister`: lists one directory after the other, as it is told to. */
const port = parentPort!;
const directories = directoriesAt(workerData as PlaceOnDisk);
const held = new HeldListings();
loadSystemCalls();

/** A listing may take several turns: what is ordered meanwhile waits for it. */
let last = Promise.resolve();
port.on('message', (sent: readonly Sent<ListOrder>[]) => void (last = last.then(() => carryOut(sent))));

/** Entries that wait, listed, for what was ordered together with them: about 5 ms. */
const ENTRIES_TOGETHER = 2_000;

/** To wake the asker costs as much as to list a small directory, so several are answered together. */
async function carryOut(sent: readonly Sent<ListOrder>[]): Promise<void> {
  let ready: Answered<ListAnswer>[] = [];
  let entries = 0;
  for (const { id, order } of sent) {
    const answer = 'held' in order ? { packed: held.take(order.held) } : await list(order);
    ready.push({ id, answer });
    entries += entriesIn(answer);
    if (entries < ENTRIES_TOGETHER) continue;
    send(ready);
    ready = [];
    entries = 0;
  }
  if (ready.length > 0) send(ready);
}

function entriesIn(answer: ListAnswer): number {
  if (!('packed' in answer)) return 0;
  return (answer.packed?.marks.length ?? 0) + (answer.knownCount ?? 0);
}

async function list({
  path,
  sinceMs,
  known,
  number,
}: Extract<ListOrder, { path: unknown }>): Promise<ListAnswer> {
  try {
    const listing = await listDirectory(directories, path, sinceMs);
    if (!('marks' in listing)) return { listing };
    const rest = known === undefined ? undefined : withoutKnownFiles(listing, known);
    if (rest === undefined) return { packed: listing };
    held.hold(number, listing);
    return { packed: rest, knownCount: listing.marks.length - rest.marks.length };
  } catch (error) {
    if (!isSynclineError(error)) throw error;
    return { error: fieldsOf(error) };
  }
}

function send(ready: readonly Answered<ListAnswer>[]): void {
  const transfer = ready.flatMap(({ answer }) => {
    const packed = 'packed' in answer ? answer.packed : undefined;
    return packed === undefined ? [] : [packed.marks.buffer, packed.modes.buffer, packed.tokens.buffer];
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(ready, transfer);
}
