import { lutimesSync, readlinkSync, symlinkSync, utimesSync } from 'node:fs';
import t from 'tap';
import type { Content, Endpoint } from '@syncline/endpoint';
import { createDirectoryEndpoint } from '@syncline/endpoint';
import { SynclineError } from '@syncline/model';
import { attempt } from '../src/attempt.js';
import { REAL_EFFECTS } from '../src/effects.js';
import type { RunEvent } from '../src/events.js';
import { directory, item } from './support.js';

/** A directory whose files show, when they are read to the end for the `at`th time, what `end` says. */
function readTo(path: string, at: number, end: () => boolean): Endpoint {
  const endpoint = createDirectoryEndpoint({ type: 'directory', path });
  let ends = 0;
  const read = async (...given: Parameters<Endpoint['read']>): Promise<Content> => {
    const content = await endpoint.read(...given);
    const unchanged = async (...signal: Parameters<Content['unchanged']>): Promise<boolean> =>
      (ends += 1) === at ? end() : content.unchanged(...signal);
    return {
      size: content.size,
      whole: content.whole,
      chunks: (from) => content.chunks(from),
      unchanged,
      close: () => content.close(),
    };
  };
  return Object.defineProperties(Object.create(endpoint) as Endpoint, { read: { value: read } });
}

/** Runs on two versions that are equal in time and size: what they hold decides which keeps the name. */
async function run(root: string, end: () => boolean) {
  for (const side of ['source', 'destination']) utimesSync(`${root}/${side}/file`, 1_000, 1_000);
  const sides = {
    source: readTo(`${root}/source`, 2, end),
    destination: createDirectoryEndpoint({ type: 'directory', path: `${root}/destination` }),
  };
  const told: RunEvent[] = [];
  const specs = [directory(`${root}/source`), directory(`${root}/destination`)] as const;
  const { exit } = await attempt(
    item(...specs, { mode: 'two-way', compare: 'content' }),
    { stateDirectory: `${root}/state` },
    (event) => void told.push(event),
    new AbortController().signal,
    { ...REAL_EFFECTS, createEndpoints: () => sides },
  );
  return { exit, told };
}

const VERSIONS = { source: { file: 'one', other: 'o' }, destination: { file: 'two' } };

t.test('a version that changes while the winner is looked for is looked at again', async (t) => {
  const { exit, told } = await run(t.testdir(VERSIONS), () => false);
  t.equal(exit, 0, JSON.stringify(told));
});

t.test('one that cannot be read costs its own path and not the run', async (t) => {
  const root = t.testdir(VERSIONS);
  const { exit, told } = await run(root, () => {
    throw new SynclineError('unreadable', 'input/output error', { scope: 'path' });
  });
  t.equal(exit, 1);
  t.match(
    told.filter(({ type }) => type === 'operation'),
    [
      { outcome: { op: 'skip', path: 'file', code: 'unreadable' } },
      { outcome: { op: 'copy', path: 'other' } },
    ],
  );
  t.notOk(
    told.some(({ type }) => type === 'notice'),
    'nothing ended the run',
  );
});

t.test('a link may lead to any name, that of an answer as well', async (t) => {
  const root = t.testdir({ source: {}, destination: {} });
  symlinkSync('again', `${root}/source/link`);
  symlinkSync('other', `${root}/destination/link`);
  for (const side of ['source', 'destination']) lutimesSync(`${root}/${side}/link`, 1_000, 1_000);
  const told: RunEvent[] = [];
  const { exit } = await attempt(
    item(directory(`${root}/source`), directory(`${root}/destination`), { mode: 'two-way' }),
    { stateDirectory: `${root}/state` },
    (event) => void told.push(event),
    new AbortController().signal,
    REAL_EFFECTS,
  );
  t.equal(exit, 0, JSON.stringify(told));
  for (const side of ['source', 'destination'])
    t.equal(readlinkSync(`${root}/${side}/link`), 'other', 'the greater content keeps the name');
});
