import { closeSync, constants, openSync } from 'node:fs';
import type { Test } from 'tap';

import { O_PATH } from '../../src/directory/descriptor-handles.js';
import type { Handle } from '../../src/directory/handles.js';
import { makePlace, type Place } from './place.js';

/** A directory of its own with its descriptor, as the endpoint opens it, and the handle that leads to it. */
export interface OpenPlace {
  readonly place: Place;
  readonly fd: number;
  readonly handle: Handle;
}

export async function openPlace(test: Test): Promise<OpenPlace> {
  const place = await makePlace();
  const fd = openSync(place.rootPath, O_PATH | constants.O_DIRECTORY);
  test.teardown(async () => {
    closeSync(fd);
    await place.cleanup();
  });
  const facts = { modes: true };
  const handle = { path: '', base: `/proc/self/fd/${fd}`, fd, facts } as unknown as Handle;
  return { place, fd, handle };
}
