import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { ROOT } from '@syncline/model';

import { makeTwoPlaces, type TwoPlaces } from './place.js';
import { fileAt, nextTemp, path, requestFor } from './requests.js';

const skip = process.platform === 'linux' ? false : 'threads are counted in /proc';
const ALWAYS = { entries: 0, copies: 0, bytes: 0 };

/** Two directories that use threads from the first file on, and end them soon. */
async function twoPlaces(): ReturnType<typeof makeTwoPlaces> {
  const options = { beforeThreads: ALWAYS, restMs: 20 };
  return makeTwoPlaces(options, options);
}

const threads = (): number => readdirSync('/proc/self/task').length;

async function copyNew({ from, to }: TwoPlaces, name: string): Promise<void> {
  const entry = await fileAt(from.endpoint, path(name));
  await to.endpoint.copyNew!(from.endpoint, ROOT, [{ entry, temp: nextTemp() }]);
}

async function pour({ from, to }: TwoPlaces, name: string): Promise<void> {
  const entry = await fileAt(from.endpoint, path(name));
  const content = await from.endpoint.read(path(name), entry);
  await to.endpoint.write(requestFor(path(name), entry.size), content);
  await content.close();
}

const SMALL = Buffer.from('small');
const LARGE = Buffer.alloc(5 * 1024 * 1024, 'x');

type Work = (places: TwoPlaces, name: string) => Promise<void>;

const WORK: Readonly<Record<string, { readonly bytes: Buffer; readonly work: Work }>> = {
  'lists a folder': {
    bytes: SMALL,
    async work({ from, to }, name) {
      writeFileSync(join(to.rootPath, name), readFileSync(join(from.rootPath, name)));
      await to.endpoint.list(ROOT);
    },
  },
  'makes small files': { bytes: SMALL, work: copyNew },
  'pours large files': { bytes: LARGE, work: pour },
};

for (const [what, { bytes, work }] of Object.entries(WORK)) {
  void t.test(
    `a thread that ${what} ends when there is no more to do, and so does the next one`,
    { skip },
    async (t) => {
      await using places = await twoPlaces();
      for (const name of ['warm-up', 'first', 'second'])
        writeFileSync(join(places.from.rootPath, name), bytes);
      await work(places, 'warm-up');
      const [most, names] = [threads(), ['first', 'second']];
      for (const name of names) {
        while (threads() >= most) await new Promise((resolve) => setTimeout(resolve, 5));
        await work(places, name);
      }
      for (const name of names) t.ok(readFileSync(join(places.to.rootPath, name)).equals(bytes), name);
      const { entries, reserved } = await places.to.endpoint.list(ROOT);
      t.strictSame(
        entries.map((entry) => entry.name),
        ['first', 'second', 'warm-up'],
      );
      t.strictSame(reserved, []);
    },
  );
}
