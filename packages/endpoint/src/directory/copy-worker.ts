import { parentPort, workerData } from 'node:worker_threads';

import { isSynclineError, nameOf, parentOf } from '@syncline/model';

import { openContent } from './content.js';
import { createContext } from './context.js';
import type { CopierData, CopyAnswer, CopyOrder } from './copier.js';
import { within } from './handles.js';
import { observeName } from './observation.js';
import { fieldsOf, type Answered, type Sent } from './thread.js';
import { writeFile } from './write.js';

/** A thread of a `Copier`: makes one file after the other, as it is told to. */
const { from, to } = workerData as CopierData;
const port = parentPort!;
const source = createContext(from.rootPath, from);
const destination = createContext(to.rootPath, to);

port.on('message', (sent: Sent<readonly CopyOrder[]>) => void copyAll(sent));

async function copyAll({ id, order }: Sent<readonly CopyOrder[]>): Promise<void> {
  const answer: CopyAnswer[] = [];
  for (const one of order) answer.push(await copy(one));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  port.postMessage({ id, answer } satisfies Answered<readonly CopyAnswer[]>);
}

async function copy({ from: path, expected, request }: CopyOrder): Promise<CopyAnswer> {
  try {
    const content = openContent(source, path, expected);
    const { hash } = await writeFile(destination, request, content);
    const sinceMs = Date.now();
    return within(destination.directories, parentOf(request.path), (handle) => {
      const seen = observeName(handle, nameOf(request.path), sinceMs);
      return { hash, seen: seen?.kind === 'unknown' ? undefined : seen, dev: handle.dev };
    });
  } catch (error) {
    if (!isSynclineError(error)) throw error;
    return { error: fieldsOf(error) };
  }
}
