import { parentPort, workerData } from 'node:worker_threads';

import { isSynclineError } from '@syncline/model';

import { directoriesAt } from './directories.js';
import type { ListAnswer, ListOrder, ListerData } from './lister.js';
import { listDirectory } from './listing.js';

/** The thread of a `Lister`: lists one directory after the other, as it is told to. */
const { rootPath, descriptors } = workerData as ListerData;
const port = parentPort!;
const directories = directoriesAt(rootPath, descriptors);

port.on('message', (order: ListOrder) => void answer(order));

async function answer({ id, path }: ListOrder): Promise<void> {
  try {
    const listing = await listDirectory(directories, path);
    if ('marks' in listing) {
      const { marks, modes, tokens } = listing;
      send({ id, packed: listing }, [marks.buffer, modes.buffer, tokens.buffer]);
    } else send({ id, listing });
  } catch (error) {
    if (!isSynclineError(error)) throw error;
    const { code, message, scope, retry, path: at } = error;
    send({ id, error: { code, message, scope, retry, path: at } });
  }
}

function send(result: ListAnswer, transfer: ArrayBuffer[] = []): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage(result, transfer);
}
