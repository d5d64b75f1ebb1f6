import t from 'tap';
import { createDirectoryEndpoint } from '@syncline/endpoint';
import type { Endpoint } from '@syncline/endpoint';
import { SynclineError } from '@syncline/model';
import { attempt } from '../src/attempt.js';
import { REAL_EFFECTS } from '../src/effects.js';
import type { RunEvent } from '../src/events.js';
import { directory, item } from './support.js';

const unreachable = new SynclineError('unreachable', 'nobody there', { scope: 'endpoint' });
const locked = new SynclineError('locked', 'somebody is at it', { scope: 'item' });
const { signal } = new AbortController();

interface Watched {
  readonly endpoint: Endpoint;
  readonly calls: string[];
}

/** A directory that tells when it is opened and closed. */
function watched(path: string, open: () => Promise<void> = async () => undefined): Watched {
  const calls: string[] = [];
  const endpoint = createDirectoryEndpoint({ type: 'directory', path });
  const { close } = endpoint;
  return {
    calls,
    endpoint: Object.defineProperties(endpoint, {
      open: { value: async () => (calls.push('open'), open()) },
      close: { value: async () => (calls.push('close'), close()) },
    }),
  };
}

async function run(
  root: string,
  sides: { readonly source: Watched; readonly destination: Watched },
  openJournal = REAL_EFFECTS.openJournal,
): Promise<{ readonly exit: number; readonly messages: readonly string[] }> {
  const messages: string[] = [];
  const emit = (event: RunEvent): void =>
    void (event.type === 'notice' && messages.push(event.notice.message));
  const { exit } = await attempt(
    item(directory(`${root}/source`), directory(`${root}/destination`)),
    { stateDirectory: `${root}/state` },
    emit,
    signal,
    {
      ...REAL_EFFECTS,
      openJournal,
      createEndpoints: async () => ({
        source: sides.source.endpoint,
        destination: sides.destination.endpoint,
      }),
    },
  );
  return { exit, messages };
}

t.test('the sides are opened while the journal is', async (t) => {
  const root = t.testdir({ source: {}, destination: {} });
  let opened = (): void => undefined;
  const both = new Promise<void>((resolve) => (opened = resolve));
  const source = watched(`${root}/source`, async () => opened());
  const destination = watched(`${root}/destination`);
  const ended = await run(root, { source, destination }, async (...given) => {
    await both;
    return REAL_EFFECTS.openJournal(...given);
  });
  t.match(ended, { exit: 0, messages: [] });
});

t.test('an item that is locked is reported as that, even if a side is out of reach', async (t) => {
  const root = t.testdir({ source: {}, destination: {} });
  const source = watched(`${root}/source`, () => Promise.reject(unreachable));
  const destination = watched(`${root}/destination`);
  const ended = await run(root, { source, destination }, async () => {
    await new Promise(setImmediate);
    throw locked;
  });
  t.match(ended, { exit: 5, messages: [locked.message] });
  t.same(
    [source.calls, destination.calls],
    [
      ['open', 'close'],
      ['open', 'close'],
    ],
    'nothing stays open',
  );
});

t.test('a side that is out of reach leaves the journal free', async (t) => {
  const root = t.testdir({ source: {}, destination: {} });
  const sides = (open?: () => Promise<void>) => ({
    source: watched(`${root}/source`, open),
    destination: watched(`${root}/destination`),
  });
  t.match(
    await run(
      root,
      sides(() => Promise.reject(unreachable)),
    ),
    { exit: 4, messages: [/nobody there/] },
  );
  t.match(await run(root, sides()), { exit: 0, messages: [] });
});
