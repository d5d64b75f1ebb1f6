import { parentPort, workerData } from 'node:worker_threads';

import { isSynclineError, nameOf, parentOf, type Entry, type Path } from '@syncline/model';

import { openContent } from './content.js';
import { createContext, type Context } from './context.js';
import type { CopierData, CopyAnswer, CopyOrder } from './copier.js';
import { within } from './handles.js';
import { observeName } from './observation.js';
import { fieldsOf, type Answered, type Sent } from './thread.js';
import { writeFile } from './write.js';

/** A thread of a `Copier`: makes one file after the other, as it is told to. */
const { from, to } = workerData as CopierData;
const port = parentPort!;
/**
 * A look at where a directory stands takes as long as many a step. `writeFile` asks anew right before it gives a file its name;
 * for what comes before, an answer of a moment ago will do.
 */
const TRUSTED_FOR_MS = 2;
const source = createContext(from, () => undefined, TRUSTED_FOR_MS);
/** The file system of the last file that was put in place: what the caller has to make durable. */
let writtenTo = 0;
const flusher: Context['flusher'] = {
  note: ({ dev }) => void (writtenTo = dev),
  flush: () => Promise.resolve(),
};
const destination = { ...createContext(to, () => undefined, TRUSTED_FOR_MS), flusher };

port.on('message', (sent: Sent<readonly CopyOrder[]>) => void copyAll(sent));

async function copyAll({ id, order }: Sent<readonly CopyOrder[]>): Promise<void> {
  const answer: CopyAnswer[] = [];
  for (const one of order) answer.push(await copy(one));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage({ id, answer } satisfies Answered<readonly CopyAnswer[]>);
}

async function copy({ from: path, expected, request }: CopyOrder): Promise<CopyAnswer> {
  try {
    const { hash } = await writeFile(destination, request, openContent(source, path, expected));
    return { hash, seen: observed(request.path), dev: writtenTo };
  } catch (error) {
    if (!isSynclineError(error)) throw error;
    return { error: fieldsOf(error) };
  }
}

/** What stands there now, as a listing will show it. Undefined where that is not known: then it is asked for again. */
function observed(path: Path): Entry | undefined {
  const sinceMs = Date.now();
  try {
    const seen = within(destination.directories, parentOf(path), (handle) =>
      observeName(handle, nameOf(path), sinceMs),
    );
    return seen?.kind === 'unknown' ? undefined : seen;
  } catch {
    return undefined;
  }
}
