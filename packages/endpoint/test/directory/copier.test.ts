import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import type { FileEntry } from '@syncline/model';

import type { Written } from '../../src/writing.js';
import { WHOLE_CONTENT_BYTES } from '../../src/content.js';
import { makeTwoPlaces, type Place, type TwoPlaces } from './place.js';
import { fileAt, nextTemp, path } from './requests.js';

const MTIME_S = 1_500_000_000.123456;

/** Two directories, of which the second copies from the first in threads, once so many files were asked for. */
function twoPlaces(copies = 0): Promise<TwoPlaces & AsyncDisposable> {
  return makeTwoPlaces({}, { beforeThreads: { entries: 0, copies } });
}

function entriesIn({ endpoint }: Place, names: readonly string[], directory: string): Promise<FileEntry[]> {
  return Promise.all(
    names.map((name) => fileAt(endpoint, path(directory === '' ? name : `${directory}/${name}`))),
  );
}

/** Copies files of one directory together, as the source shows them now. */
async function copy(
  { from, to }: TwoPlaces,
  names: readonly string[],
  directory = '',
): Promise<readonly (Written | undefined)[]> {
  return copyVersions({ from, to }, await entriesIn(from, names, directory), directory);
}

function copyVersions(
  { from, to }: TwoPlaces,
  entries: readonly FileEntry[],
  directory = '',
): Promise<readonly (Written | undefined)[]> {
  const files = entries.map((entry) => ({ entry, temp: nextTemp() }));
  return to.endpoint.copyNew!(from.endpoint, path(directory), files);
}

async function noTempIn({ endpoint }: Place, directory = ''): Promise<boolean> {
  return (await endpoint.list(path(directory))).reserved.length === 0;
}

void t.test('a small new file is made with its content and time, and told as a look tells it', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  const bytes = Buffer.from([0, 255, 10, 13, 0xc3]);
  mkdirSync(join(from.rootPath, 'd'));
  mkdirSync(join(to.rootPath, 'd'));
  writeFileSync(join(from.rootPath, 'd/file'), bytes);
  utimesSync(join(from.rootPath, 'd/file'), MTIME_S, MTIME_S);
  const [copied] = await copy(places, ['file'], 'd');
  t.strictSame(readFileSync(join(to.rootPath, 'd/file')), bytes);
  t.equal(copied?.hash, createHash('sha256').update(bytes).digest('hex'));
  const { racy: _, ...now } = await fileAt(to.endpoint, path('d/file'));
  const { racy: _then, ...seen } = copied!.seen as typeof now & { racy: boolean };
  t.strictSame(seen, now);
  t.equal(now.mtime, (await fileAt(from.endpoint, path('d/file'))).mtime);
  t.ok(await noTempIn(to, 'd'));
  await to.endpoint.flush();
});

void t.test('rwx bits are those of the original, whatever the umask takes away, and no others', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  const modes = { plain: 0o644, open: 0o666, closed: 0o600, fixed: 0o444, none: 0o000, run: 0o4755 };
  for (const [name, mode] of Object.entries(modes)) {
    writeFileSync(join(from.rootPath, name), name);
    chmodSync(join(from.rootPath, name), mode);
  }
  const names = Object.keys(modes);
  t.ok((await copy(places, names)).every((copied) => copied !== undefined));
  const made = names.map((name) => statSync(join(to.rootPath, name)).mode & 0o7777);
  t.strictSame(
    made,
    Object.values(modes).map((mode) => mode & 0o777),
  );
});

void t.test('many at once are all made, each with its own content', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  const names = Array.from({ length: 300 }, (_, n) => `file-${n}`);
  for (const name of names) writeFileSync(join(from.rootPath, name), name.repeat(Number(name.slice(5))));
  const parts = [names.slice(0, 100), names.slice(100, 200), names.slice(200)];
  const copied = (await Promise.all(parts.map((part) => copy(places, part)))).flat();
  t.ok(copied.every((one) => one?.seen?.kind === 'file'));
  for (const name of names)
    t.equal(readFileSync(join(to.rootPath, name), 'utf8'), name.repeat(Number(name.slice(5))));
  t.equal((await to.endpoint.list(path(''))).entries.length, names.length);
  t.ok(await noTempIn(to));
});

void t.test('names that are not UTF-8 come through', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  writeFileSync(from.system('caf\u00e9'), 'x');
  await fileAt(from.endpoint, 'caf\u00e9' as ReturnType<typeof path>);
  const entry = await fileAt(from.endpoint, 'caf\u00e9' as ReturnType<typeof path>);
  const [copied] = await copyVersions(places, [entry]);
  t.equal(copied?.seen?.name, 'caf\u00e9');
  t.equal(readFileSync(to.system('caf\u00e9'), 'utf8'), 'x');
});

void t.test('what is not for the threads is left, and nothing is done', async (t) => {
  await using places = await twoPlaces(1);
  const { from, to } = places;
  writeFileSync(join(from.rootPath, 'file'), 'x');
  writeFileSync(join(from.rootPath, 'large'), Buffer.alloc(WHOLE_CONTENT_BYTES + 1));
  t.strictSame(await copy(places, ['file']), [undefined], 'the first is too little for a thread');
  t.strictSame(await copy(places, ['large']), [undefined], 'a large one');
  const other = { ...from, endpoint: { ...from.endpoint } };
  t.strictSame(await copy({ from: other, to }, ['file']), [undefined], 'another kind of side');
  t.strictSame((await to.endpoint.list(path(''))).entries, []);
  t.ok(await noTempIn(to));
});

void t.test('an original that changed and a taken name are left, and do not harm those beside', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  const names = ['changed', 'fifo', 'good', 'linked', 'removed', 'taken'];
  for (const name of names) writeFileSync(join(from.rootPath, name), 'x');
  const entries = await entriesIn(from, names, '');
  writeFileSync(join(from.rootPath, 'changed'), 'yy');
  for (const name of ['fifo', 'linked', 'removed']) rmSync(join(from.rootPath, name));
  execFileSync('mkfifo', [join(from.rootPath, 'fifo')]);
  symlinkSync('good', join(from.rootPath, 'linked'));
  writeFileSync(join(to.rootPath, 'taken'), 'mine');
  const copied = await copyVersions(places, entries);
  t.strictSame(
    names.filter((_, index) => copied[index] !== undefined),
    ['good'],
  );
  t.equal(copied[2]?.seen?.name, 'good');
  t.equal(readFileSync(join(to.rootPath, 'taken'), 'utf8'), 'mine');
  t.strictSame(
    (await to.endpoint.list(path(''))).entries.map(({ name }) => name),
    ['good', 'taken'],
  );
  t.ok(await noTempIn(to));
});

void t.test('a folder that gave way to a link, on either side, is not followed', async (t) => {
  for (const side of ['from', 'to'] as const) {
    await using places = await twoPlaces();
    const { from, to } = places;
    mkdirSync(join(from.rootPath, 'd'));
    mkdirSync(join(to.rootPath, 'd'));
    writeFileSync(join(from.rootPath, 'd/file'), 'x');
    const entries = await entriesIn(from, ['file'], 'd');
    const { rootPath, besides } = places[side];
    renameSync(join(rootPath, 'd'), join(besides, 'outside'));
    symlinkSync(join(besides, 'outside'), join(rootPath, 'd'));
    t.strictSame(await copyVersions(places, entries, 'd'), [undefined]);
    if (side === 'to') t.strictSame(statSync(join(besides, 'outside')).nlink, 2);
    else t.strictSame((await to.endpoint.list(path('d'))).entries, []);
    t.strictSame((await to.endpoint.list(path(''))).reserved, []);
  }
});

void t.test('a directory that is closed copies no more', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  writeFileSync(join(from.rootPath, 'file'), 'x');
  await copy(places, ['file']);
  writeFileSync(join(from.rootPath, 'late'), 'x');
  const entries = await entriesIn(from, ['late'], '');
  const [end] = await Promise.allSettled([copyVersions(places, entries), to.endpoint.close()]);
  t.match(end, { status: 'rejected', reason: { code: 'interrupted' } });
});

void t.test(
  'a directory that is closed in the middle leaves nothing half-made, and nothing open',
  async (t) => {
    await using places = await twoPlaces();
    const { from, to } = places;
    const names = Array.from({ length: 500 }, (_, n) => `file-${n}`);
    for (const name of names) writeFileSync(join(from.rootPath, name), name);
    const entries = await entriesIn(from, names, '');
    const copying = Promise.allSettled([copyVersions(places, entries)]);
    await waitUntil(() => readdirSync(to.rootPath).length > 0);
    await to.endpoint.close();
    await copying;
    t.strictSame(
      readdirSync(to.rootPath).filter((name) => !names.includes(name)),
      [],
    );
    const open = readdirSync('/proc/self/fd').flatMap((fd) => linkOf(`/proc/self/fd/${fd}`));
    t.strictSame(
      open.filter((target) => target.startsWith(to.rootPath) || target.startsWith(`${from.rootPath}/`)),
      [],
    );
  },
);

async function waitUntil(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

/** Nothing where it was closed meanwhile. */
function linkOf(link: string): string[] {
  try {
    return [readlinkSync(link)];
  } catch {
    return [];
  }
}
