import { changing } from './conformance/changing.js';
import { observing } from './conformance/observing.js';
import { readingMany } from './conformance/reading-many.js';
import { writing } from './conformance/writing.js';
import type { Subject, TestFunction } from './conformance/subject.js';

export type { OutsideHand, Subject, TestFunction } from './conformance/subject.js';

/**
 * Proves an endpoint against its contract (`endpoint.ts`), sentence by sentence: give it the function of a test
 * framework that registers one test, and a maker of endpoints, each on an empty side of its own. What `traits` say the
 * side does not have is not asked for.
 *
 *     import { test } from 'node:test';
 *     endpointConformance(test, async () => ({ endpoint, outside, cleanup }));
 */
export function endpointConformance(test: TestFunction, make: () => Promise<Subject>): void {
  for (const part of [observing, readingMany, writing, changing]) {
    part((title, run) => {
      test(title, async () => {
        const subject = await make();
        try {
          await subject.endpoint.open();
          await run(subject);
        } finally {
          await subject.endpoint.close();
          await subject.cleanup();
        }
      });
    });
  }
}
