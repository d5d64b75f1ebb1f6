import t from 'tap';
import type { Endpoint } from '@syncline/endpoint';
import { createDirectoryEndpoint } from '@syncline/endpoint';
import { pathFromText, SynclineError } from '@syncline/model';
import { journalDirectory, openJournal, pairKey } from '@syncline/state';
import { attempt } from '../src/attempt.js';
import { REAL_EFFECTS } from '../src/effects.js';
import { directory, item } from './support.js';

/** A side that takes what it is given, and is lost before it shows any of it. */
function lostAfterWriting(path: string): Endpoint {
  const endpoint = createDirectoryEndpoint({ type: 'directory', path });
  const write: Endpoint['write'] = async (...given) => ({
    ...(await endpoint.write(...given)),
    seen: undefined,
  });
  const lost = (): Promise<never> =>
    Promise.reject(new SynclineError('unreachable', 'the connection was lost', { scope: 'endpoint' }));
  const calls = { write: { value: write }, observe: { value: lost }, fetchNew: { value: undefined } };
  return Object.defineProperties(Object.create(endpoint) as Endpoint, calls);
}

t.test(
  'I4: what was done is known to the next run, though a side was lost before it showed its part',
  async (t) => {
    const root = t.testdir({ source: { ours: 'a' }, destination: { theirs: 'b' } });
    const both = item(directory(`${root}/source`), directory(`${root}/destination`), { mode: 'two-way' });
    const sides = {
      source: createDirectoryEndpoint({ type: 'directory', path: `${root}/source` }),
      destination: lostAfterWriting(`${root}/destination`),
    };
    const { exit } = await attempt(
      both,
      { stateDirectory: `${root}/state` },
      () => undefined,
      new AbortController().signal,
      { ...REAL_EFFECTS, createEndpoints: async () => sides },
    );
    t.equal(exit, 4);
    await using journal = await openJournal({
      directory: journalDirectory(`${root}/state`, both.name),
      pair: pairKey({ source: `${root}/source`, destination: `${root}/destination`, mode: 'two-way' }),
      itemName: both.name,
      mode: 'copy',
      indexSides: [],
    });
    t.same(journal.origin, { state: 'intact' });
    t.ok(journal.get(pathFromText('theirs')));
    t.notOk(journal.get(pathFromText('ours')), 'it was not seen');
  },
);
