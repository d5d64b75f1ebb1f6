import t, { type Test } from 'tap';

import {
  endpointConformance,
  type OutsideHand,
  type Subject,
  type TestFunction,
} from '../src/conformance.js';
import { createMemoryEndpoint, type MemoryOptions } from '../src/memory/memory.js';
import { VolumeHand } from '../src/memory/hand.js';
import { MemoryVolume } from '../src/memory/volume.js';
import { makePlace } from './directory/place.js';

void t.test('directory, in threads', async (part) => {
  endpointConformance(within(part), () => makePlace({ beforeThreads: { entries: 0, copies: 0 } }));
});

void t.test(
  'directory, by descriptors',
  { skip: process.platform !== 'linux' && 'needs /proc' },
  async (part) => {
    endpointConformance(within(part), () => makePlace({ descriptors: true }));
  },
);

void t.test('directory, by plain paths', async (part) => {
  endpointConformance(within(part), () => makePlace({ descriptors: false }));
});

void t.test('memory', async (part) => {
  endpointConformance(within(part), async () => memory(new MemoryVolume()));
});

void t.test('memory that keeps whole seconds and sets no times', async (part) => {
  endpointConformance(within(part), async () =>
    memory(new MemoryVolume({ timePrecisionUs: 1_000_000 }), { setsTimes: false }),
  );
});

void t.test('memory that hides names which start with a dot', async (part) => {
  endpointConformance(within(part), async () => memory(new MemoryVolume(), { hidesDotNames: true }));
});

/** The suite asserts by throwing: tap wants to hear of success as well. */
function within(part: Pick<Test, 'test'>): TestFunction {
  return (title, run) =>
    part.test(title, async (one) => {
      await run();
      one.pass(title);
    });
}

function memory(volume: MemoryVolume, options: MemoryOptions = {}): Subject {
  const hand = new VolumeHand(volume);
  const outside: OutsideHand = {
    putFile: async (path, bytes) => hand.putFile(path, bytes),
    putDirectory: async (path) => hand.putDirectory(path),
    putLink: async (path, target) => hand.putLink(path, target),
    putSpecial: async (path) => hand.putSpecial(path),
    remove: async (path) => hand.remove(path),
    read: async (path) => hand.read(path),
    list: async (path) => hand.list(path),
    setMtime: async (path, mtime) => hand.setMtime(path, mtime),
    removeRoot: async () => volume.setRoot(undefined),
  };
  return { endpoint: createMemoryEndpoint(volume, options), outside, cleanup: async () => undefined };
}
