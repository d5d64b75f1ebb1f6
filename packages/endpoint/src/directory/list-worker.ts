import { parentPort, workerData } from 'node:worker_threads';

import { isSynclineError } from '@syncline/model';

import { directoriesAt } from './directories.js';
import type { PlaceOnDisk } from './context.js';
import { HeldListings } from './held-listings.js';
import { withoutKnownFiles } from './known-files.js';
import type { ListAnswer, ListOrder } from './lister.js';
import { listDirectory } from './listing.js';
import type { PackedListing } from './packed-listing.js';
import { loadSystemCalls } from './system-calls.js';
import { fieldsOf, type Answered, type Sent } from './thread.js';

/** The thread of a `Lister`: lists one directory after the other, as it is told to. */
const { rootPath, descriptors } = workerData as PlaceOnDisk;
const port = parentPort!;
const directories = directoriesAt(rootPath, descriptors);
const held = new HeldListings();
loadSystemCalls();

port.on('message', (sent: Sent<ListOrder>) => void carryOut(sent));

async function carryOut({ id, order }: Sent<ListOrder>): Promise<void> {
  const answer = 'held' in order ? { packed: held.take(order.held) } : await list(order);
  const { marks, modes, tokens } = ('packed' in answer ? answer.packed : undefined) ?? NOTHING_PACKED;
  send(
    { id, answer },
    [marks?.buffer, modes?.buffer, tokens?.buffer].filter((buffer) => buffer !== undefined),
  );
}

const NOTHING_PACKED: Partial<PackedListing> = {};

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

function send(answered: Answered<ListAnswer>, transfer: ArrayBuffer[]): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(answered, transfer);
}
