import { getEventListeners } from 'node:events';
import t from 'tap';

import { pathFromText, ROOT } from '@syncline/model';

import { makePlace, type Place } from './place.js';

async function withThread(run: (place: Place) => Promise<void>): Promise<void> {
  const place = await makePlace({ beforeThreads: { entries: 0 } });
  try {
    await place.outside.putDirectory(pathFromText('folder'));
    await run(place);
  } finally {
    await place.cleanup();
  }
}

const names = ({ entries }: { readonly entries: readonly { readonly name: string }[] }) =>
  entries.map(({ name }) => name);

void t.test('what is asked for together is answered one by one', (t) =>
  withThread(async ({ endpoint }) => {
    const [root, folder, none] = await Promise.allSettled([
      endpoint.list(ROOT),
      endpoint.list(pathFromText('folder')),
      endpoint.list(pathFromText('none')),
    ]);
    t.strictSame(root.status === 'fulfilled' && names(root.value), ['folder']);
    t.strictSame(folder.status === 'fulfilled' && names(folder.value), []);
    t.match(none, { status: 'rejected', reason: { code: 'failed', path: 'none' } });
  }),
);

void t.test('an abort ends what was asked for under its signal, and nothing else', (t) =>
  withThread(async ({ endpoint }) => {
    const [one, other] = [new AbortController(), new AbortController()];
    const [first, second, third] = [one, one, other].map(({ signal }) => endpoint.list(ROOT, signal));
    await new Promise(setImmediate);
    t.equal(getEventListeners(one.signal, 'abort').length, 1, 'one ear for each signal');
    one.abort();
    await t.rejects(first!, { code: 'interrupted' });
    await t.rejects(second!, { code: 'interrupted' });
    t.strictSame(names(await third!), ['folder']);
    t.equal(getEventListeners(other.signal, 'abort').length, 0, 'and none where nobody waits');
  }),
);
