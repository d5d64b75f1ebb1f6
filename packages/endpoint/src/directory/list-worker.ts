import { parentPort, workerData } from 'node:worker_threads';

import { isSynclineError } from '@syncline/model';

import { directoriesAt } from './directories.js';
import type { PlaceOnDisk } from './context.js';
import type { ListAnswer, ListOrder } from './lister.js';
import { listDirectory } from './listing.js';
import { fieldsOf, type Answered, type Sent } from './thread.js';

/** The thread of a `Lister`: lists one directory after the other, as it is told to. */
const { rootPath, descriptors } = workerData as PlaceOnDisk;
const port = parentPort!;
const directories = directoriesAt(rootPath, descriptors);

port.on('message', (sent: Sent<ListOrder>) => void list(sent));

async function list({ id, order }: Sent<ListOrder>): Promise<void> {
  try {
    const listing = await listDirectory(directories, order.path, order.sinceMs);
    if ('marks' in listing) {
      const { marks, modes, tokens } = listing;
      send({ id, answer: { packed: listing } }, [marks.buffer, modes.buffer, tokens.buffer]);
    } else send({ id, answer: { listing } });
  } catch (error) {
    if (!isSynclineError(error)) throw error;
    send({ id, answer: { error: fieldsOf(error) } });
  }
}

function send(answered: Answered<ListAnswer>, transfer: ArrayBuffer[] = []): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(answered, transfer);
}
