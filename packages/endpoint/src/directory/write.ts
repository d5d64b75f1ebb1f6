import { symlinkSync } from 'node:fs';

import { nameOf, parentOf, pathToSystem, type Entry } from '@syncline/model';

import type { Content } from '../content.js';
import type { LinkRequest, WriteRequest, Written } from '../writing.js';
import { isResumable, leavesBeginning } from '../resuming.js';
import type { Context } from './context.js';
import { errorName, pathError, problem, throwIfAborted } from './errors.js';
import { at } from './handles.js';
import { observeName } from './observation.js';
import { putInPlace } from './place.js';
import { discardTemp } from './temp-file.js';
import { writeTemp } from './temp.js';

/** `Endpoint.write`. */
export async function writeFile(
  context: Context,
  request: WriteRequest,
  content: Content,
  signal?: AbortSignal,
): Promise<Written> {
  try {
    const handle = context.directories.lease(parentOf(request.path));
    try {
      const hash = await writeTemp(context, handle, request, content, signal);
      let seen: Entry | undefined;
      const keeps = (error: unknown): boolean =>
        isResumable(request, content) && leavesBeginning(error, signal);
      await orDiscard(handle, request, keeps, async () => {
        if (!(await content.unchanged(signal))) throw busy(request);
        throwIfAborted(signal);
        putInPlace(context, handle, request);
        // RACE: an edit right here that keeps size and time too is taken for our work; asked later, there would be more room.
        seen = observeName(handle, nameOf(request.path), Date.now());
      });
      return { hash, seen };
    } finally {
      context.directories.release(handle);
    }
  } catch (error) {
    throw pathError(error, request.path, 'the file cannot be written');
  }
}

/** `Endpoint.writeLink`. */
export async function writeSymbolicLink(context: Context, request: LinkRequest): Promise<void> {
  try {
    const handle = context.directories.lease(parentOf(request.path));
    try {
      makeLink(handle, request);
      const keepsNothing = (): boolean => false;
      await orDiscard(handle, request, keepsNothing, async () => putInPlace(context, handle, request));
    } finally {
      context.directories.release(handle);
    }
  } catch (error) {
    throw pathError(error, request.path, 'the link cannot be made');
  }
}

type Place = Parameters<typeof discardTemp>[0];

function makeLink(handle: Place, request: LinkRequest): void {
  const target = pathToSystem(request.target);
  try {
    symlinkSync(target, at(handle, request.temp));
  } catch (error) {
    if (errorName(error) !== 'EEXIST') throw error;
    discardTemp(handle, request.temp);
    symlinkSync(target, at(handle, request.temp));
  }
}

async function orDiscard(
  handle: Place,
  request: { readonly temp: WriteRequest['temp'] },
  keeps: (error: unknown) => boolean,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!keeps(error)) discardTemp(handle, request.temp);
    throw error;
  }
}

function busy(request: WriteRequest): Error {
  return problem('busy', request.path, 'the file changed while it was read; the next run tries again');
}
