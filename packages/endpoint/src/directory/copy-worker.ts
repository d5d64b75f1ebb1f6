import { parentPort, workerData } from 'node:worker_threads';

import { createContext } from './context.js';
import type { CopierData, CopyAnswer, CopyOrder } from './copy-order.js';
import { libraryFileCallsFor, NODE_FILE_CALLS } from './file-calls.js';
import { makeNewFiles, type Workshop } from './new-files.js';
import { loadSystemCalls } from './system-calls.js';
import { FINISH, type Answered, type Sent } from './thread.js';

/** A thread of a `Copier`: makes the files of one order after the other, as it is told to. */
const { from, to, stop } = workerData as CopierData;
const port = parentPort!;
/**
 * A look at where a directory stands takes as long as many a step. `makeNewFiles` asks anew right before it gives files their
 * names; for what comes before, an answer of a moment ago will do.
 */
const TRUSTED_FOR_MS = 2;
loadSystemCalls();
const destination = createContext(to, () => undefined, TRUSTED_FOR_MS);
const workshop: Workshop = {
  source: from && createContext(from, () => undefined, TRUSTED_FOR_MS),
  destination,
  callsFor: (directory) => libraryFileCallsFor(directory) ?? NODE_FILE_CALLS,
  isStopped: () => Atomics.load(stop, 0) !== 0,
};

port.on('message', (sent: readonly Sent<CopyOrder>[] | typeof FINISH) => {
  if (sent === FINISH) return port.close();
  sent.forEach(carryOut);
});

function carryOut({ id, order }: Sent<CopyOrder>): void {
  const answer = makeNewFiles(workshop, order);
  const { made, hashes, seen } = answer ?? {};
  const transfer = [made, hashes, seen?.marks, seen?.modes, seen?.tokens].flatMap(
    (column) => column?.buffer ?? [],
  );
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage([{ id, answer }] satisfies Answered<CopyAnswer | undefined>[], transfer);
}
