import { hash } from 'node:crypto';
import t from 'tap';

import { bytesOfFiles, pathFromText, ROOT, TOKEN_BYTES, type Listing } from '@syncline/model';

import { makePlace, type Place } from './place.js';

/** What the files of a listing come to. */
function sumOf({ columns }: Listing): string {
  if (columns === undefined) throw new Error('a listing without columns');
  const files = columns.names.map((_name, index) => index).filter((index) => columns.isFile(index));
  const tokens = files.map((index) =>
    columns.tokens.subarray(index * TOKEN_BYTES, (index + 1) * TOKEN_BYTES),
  );
  const names = files.map((index) => columns.names[index]!).join('\0');
  return hash('sha256', bytesOfFiles(names, Buffer.concat(tokens)), 'base64');
}

/** Without whether they are racy, which a look at a later time may tell otherwise. */
const entriesOf = ({ entries }: Listing) =>
  entries.map((entry) =>
    entry.kind === 'file' || entry.kind === 'link' ? { ...entry, racy: false } : entry,
  );

/** Files around a folder and a link, and a temp file. */
async function plant({ outside }: Place): Promise<void> {
  for (const name of ['a', 'k', 'z']) await outside.putFile(pathFromText(name), Buffer.from(name));
  await outside.putDirectory(pathFromText('folder'));
  await outside.putLink!(pathFromText('link'), 'a');
  await outside.putFile(pathFromText('.syncline-x.tmp'), Buffer.from('temp'));
}

for (const [where, entries] of [
  ['on a thread', 0],
  ['on the thread of the caller', 1_000],
] as const) {
  const withPlace = async (run: (place: Place) => Promise<void>): Promise<void> => {
    const place = await makePlace({ beforeThreads: { entries, copies: 0 } });
    try {
      await plant(place);
      await run(place);
    } finally {
      await place.cleanup();
    }
  };

  void t.test(`files that are known are left out of a listing, and had when asked for, ${where}`, (t) =>
    withPlace(async ({ endpoint }) => {
      const all = await endpoint.list(ROOT);
      const listing = await endpoint.list(ROOT, undefined, sumOf(all));
      t.equal(listing.knownFiles?.count, 3);
      t.ok(listing.complete);
      t.same(
        entriesOf(listing),
        entriesOf(all).filter(({ kind }) => kind !== 'file'),
      );
      t.same(listing.columns?.names, ['folder', 'link']);
      t.same(listing.reserved, ['.syncline-x.tmp']);
      const whole = await listing.knownFiles!.whole();
      t.same(entriesOf(whole), entriesOf(all));
      t.equal(whole.knownFiles, undefined);
      t.same(entriesOf(await listing.knownFiles!.whole()), entriesOf(all), 'once more');
    }),
  );

  void t.test(`of a folder of files alone nothing is left, ${where}`, (t) =>
    withPlace(async ({ endpoint, outside }) => {
      const folder = pathFromText('folder');
      for (let n = 0; n < 20; n += 1) await outside.putFile(pathFromText(`folder/f${n}`), Buffer.from('f'));
      const all = await endpoint.list(folder);
      const listing = await endpoint.list(folder, undefined, sumOf(all));
      t.equal(listing.knownFiles?.count, 20);
      t.same(listing.entries, []);
      t.same(entriesOf(await listing.knownFiles!.whole()), entriesOf(all));
    }),
  );

  const changes: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
    'a file has other content': ({ outside }) => outside.putFile(pathFromText('k'), Buffer.from('K')),
    'a file is new': ({ outside }) => outside.putFile(pathFromText('b'), Buffer.from('b')),
    'a file is gone': ({ outside }) => outside.remove(pathFromText('z')),
    'a folder has taken the place of a file': async ({ outside }) => {
      await outside.remove(pathFromText('z'));
      await outside.putDirectory(pathFromText('z'));
    },
    'a file has taken the place of a link': async ({ outside }) => {
      await outside.remove(pathFromText('link'));
      await outside.putFile(pathFromText('link'), Buffer.from('a'));
    },
  };
  for (const [title, change] of Object.entries(changes)) {
    void t.test(`all files are listed when ${title}, ${where}`, (t) =>
      withPlace(async (place) => {
        const known = sumOf(await place.endpoint.list(ROOT));
        // A change within one tick of the clock is for those who know how young a file was.
        await new Promise((resolve) => void setTimeout(resolve, 30));
        await change(place);
        const listing = await place.endpoint.list(ROOT, undefined, known);
        t.equal(listing.knownFiles, undefined);
        t.same(entriesOf(listing), entriesOf(await place.endpoint.list(ROOT)));
      }),
    );
  }

  void t.test(`many listings may be asked for their files, ${where}`, (t) =>
    withPlace(async ({ endpoint, outside }) => {
      const folders = Array.from({ length: 20 }, (_, n) => pathFromText(`folder/${n}`));
      for (const folder of folders) {
        await outside.putDirectory(folder);
        await outside.putFile(pathFromText(`${folder}/file`), Buffer.from(folder));
      }
      const all = await Promise.all(folders.map((folder) => endpoint.list(folder)));
      const listings = await Promise.all(
        folders.map((folder, index) => endpoint.list(folder, undefined, sumOf(all[index]!))),
      );
      for (const [index, listing] of listings.entries())
        t.same(entriesOf(await listing.knownFiles!.whole()), entriesOf(all[index]!));
    }),
  );
}
