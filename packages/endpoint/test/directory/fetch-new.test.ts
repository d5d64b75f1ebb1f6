import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { SynclineError, type FileEntry, type Name } from '@syncline/model';

import { WHOLE_CONTENT_BYTES } from '../../src/content.js';
import { type ReadableEndpoint } from '../../src/endpoint.js';
import { type Written } from '../../src/writing.js';
import { makePlace, type Place } from './place.js';
import { fileAt, nextTemp, path } from './requests.js';

const MTIME_US = Date.UTC(2020, 0, 2, 3, 4, 5) * 1_000;

type Contents = Readonly<Record<string, Buffer>>;

/** A side of another kind, as far as making files from it asks for; `left`: names whose content can't be proven. */
function origin(
  contents: Contents,
  left: readonly string[] = [],
): ReadableEndpoint & { readonly asked: number[] } {
  const asked: number[] = [];
  const readMany: ReadableEndpoint['readMany'] = async (_directory, files, into) => {
    asked.push(files.length);
    let end = 0;
    for (const { name, size } of files) contents[name]!.copy(into, (end += size) - size);
    return files.map(({ name }) => !left.includes(name));
  };
  return { readMany, asked } as Partial<ReadableEndpoint> as ReadableEndpoint & { readonly asked: number[] };
}

function entriesOf(contents: Contents, mtime: number | undefined = MTIME_US): FileEntry[] {
  return Object.entries(contents).map(([name, { length: size }]) => ({
    kind: 'file',
    name: name as Name,
    size,
    mtime,
    token: `${name};${size}`,
    identity: undefined,
    racy: false,
  }));
}

function make(
  { endpoint }: Place,
  from: ReadableEndpoint,
  entries: readonly FileEntry[],
  directory = '',
): Promise<readonly (Written | undefined)[]> {
  const files = entries.map((entry) => ({ entry, temp: nextTemp() }));
  return endpoint.copyNew!(from, path(directory), files);
}

const inThreads = { beforeThreads: { copies: 0 } };

async function standing({ endpoint }: Place): Promise<{ names: string[]; temps: number }> {
  const { entries, reserved } = await endpoint.list(path(''));
  return { names: entries.map(({ name }) => name), temps: reserved.length };
}

void t.test(
  'what was fetched becomes files with their content and time, told as a look tells them',
  async (t) => {
    await using place = await disposable(makePlace(inThreads));
    const contents = {
      'a b': Buffer.from([0, 255, 10]),
      empty: Buffer.alloc(0),
      mail: Buffer.from('x'.repeat(5_000)),
    };
    mkdirSync(join(place.rootPath, 'd'));
    const made = await make(place, origin(contents), entriesOf(contents), 'd');
    for (const [index, [name, bytes]] of Object.entries(contents).entries()) {
      t.strictSame(readFileSync(join(place.rootPath, 'd', name)), bytes);
      t.equal(made[index]?.hash, createHash('sha256').update(bytes).digest('hex'));
      const { racy: _, ...now } = await fileAt(place.endpoint, path(`d/${name}`));
      const { racy: _then, ...seen } = made[index]!.seen as FileEntry;
      t.strictSame(seen, now);
      t.equal(now.mtime, MTIME_US);
      t.equal(statSync(join(place.rootPath, 'd', name)).mode & 0o777, 0o666 & ~process.umask());
    }
    t.strictSame((await place.endpoint.list(path('d'))).reserved, []);
    await place.endpoint.flush();
  },
);

void t.test('where no time is known, that of writing is left', async (t) => {
  await using place = await disposable(makePlace(inThreads));
  const contents = { a: Buffer.from('a') };
  const beganMs = Date.now() - 1_000;
  await make(
    place,
    origin(contents),
    entriesOf(contents).map((entry) => ({ ...entry, mtime: undefined })),
  );
  t.ok(statSync(join(place.rootPath, 'a')).mtimeMs >= beganMs);
});

void t.test('what is not proven, and a name that is taken, are left and harm none beside', async (t) => {
  await using place = await disposable(makePlace(inThreads));
  const contents = {
    a: Buffer.from('aa'),
    b: Buffer.from('b'),
    c: Buffer.from('cccc'),
    d: Buffer.from('dd'),
  };
  writeFileSync(join(place.rootPath, 'c'), 'mine');
  const made = await make(place, origin(contents, ['b']), entriesOf(contents));
  t.strictSame(
    made.map((each) => each !== undefined),
    [true, false, false, true],
  );
  t.equal(readFileSync(join(place.rootPath, 'c'), 'utf8'), 'mine');
  t.equal(readFileSync(join(place.rootPath, 'd'), 'utf8'), 'dd');
  t.strictSame(await standing(place), { names: ['a', 'c', 'd'], temps: 0 });
});

void t.test('a folder that was moved away meanwhile gets nothing', async (t) => {
  await using place = await disposable(makePlace(inThreads));
  const contents = { a: Buffer.from('a') };
  mkdirSync(join(place.rootPath, 'd'));
  const from = origin(contents);
  const readMany: ReadableEndpoint['readMany'] = async (...given) => {
    renameSync(join(place.rootPath, 'd'), join(place.rootPath, 'elsewhere'));
    return from.readMany!(...given);
  };
  t.strictSame(await make(place, { ...from, readMany }, entriesOf(contents), 'd'), [undefined]);
  t.strictSame((await place.endpoint.list(path('elsewhere'))).entries, []);
});

void t.test('no more is held in memory than a transfer holds, but for a file that is larger', async (t) => {
  await using place = await disposable(makePlace(inThreads));
  const names = Array.from({ length: 10 }, (_, n) => `large-${n}`);
  const contents = Object.fromEntries(names.map((name) => [name, Buffer.alloc(WHOLE_CONTENT_BYTES, name)]));
  const from = origin(contents);
  t.ok((await make(place, from, entriesOf(contents))).every((made) => made !== undefined));
  t.strictSame(from.asked, [4, 4, 2]);
  for (const name of names) t.strictSame(readFileSync(join(place.rootPath, name)), contents[name]);
});

void t.test('too few for a thread are not even fetched, nor from a side that cannot', async (t) => {
  await using place = await disposable(makePlace({ beforeThreads: { copies: 3 } }));
  const contents = { a: Buffer.from('a') };
  const from = origin(contents);
  t.strictSame(await make(place, from, entriesOf(contents)), [undefined]);
  t.strictSame(from.asked, []);
  const { readMany: _, ...unable } = from;
  t.strictSame(await make(place, unable as ReadableEndpoint, entriesOf(contents)), [undefined]);
  t.strictSame(await standing(place), { names: [], temps: 0 });
});

void t.test('a side that is lost, and an abort, end it', async (t) => {
  await using place = await disposable(makePlace(inThreads));
  const contents = { a: Buffer.from('a') };
  const lost = new SynclineError('unreachable', 'gone', { scope: 'endpoint' });
  const failing = { ...origin(contents), readMany: () => Promise.reject(lost) };
  await t.rejects(make(place, failing, entriesOf(contents)), lost);
  const stop = new AbortController();
  const from = origin(contents);
  const stopping: ReadableEndpoint['readMany'] = async (...given) => (stop.abort(), from.readMany!(...given));
  const files = entriesOf(contents).map((entry) => ({ entry, temp: nextTemp() }));
  const making = place.endpoint.copyNew!({ ...from, readMany: stopping }, path(''), files, stop.signal);
  await t.rejects(making, { code: 'interrupted' });
  t.strictSame(await standing(place), { names: [], temps: 0 });
});

void t.test('what was made before that is told, and the others are left', async (t) => {
  await using place = await disposable(makePlace(inThreads));
  const names = Array.from({ length: 6 }, (_, n) => `large-${n}`);
  const contents = Object.fromEntries(names.map((name) => [name, Buffer.alloc(WHOLE_CONTENT_BYTES, name)]));
  const from = origin(contents);
  const readMany: ReadableEndpoint['readMany'] = async (...given) => {
    if (from.asked.length > 0) throw new SynclineError('unreachable', 'gone', { scope: 'endpoint' });
    return from.readMany!(...given);
  };
  const made = await make(place, { ...from, readMany }, entriesOf(contents));
  t.strictSame(
    made.map((each) => each !== undefined),
    [true, true, true, true, false, false],
  );
  t.strictSame(await standing(place), { names: names.slice(0, 4), temps: 0 });
});

async function disposable(making: Promise<Place>): Promise<Place & AsyncDisposable> {
  const place = await making;
  return { ...place, [Symbol.asyncDispose]: () => place.cleanup() };
}
