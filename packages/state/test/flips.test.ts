import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import t from 'tap';
import type { Row } from '@syncline/model';
import { JournalDamaged } from '../src/index.js';
import type { Journal } from '../src/index.js';
import { inItem, open, withState } from './journals.js';
import { fileRow, path } from './rows.js';

/** The root, which every commit changes, and others, whose rows are those of a few commits each. */
const DIRECTORIES = ['', ...Array.from({ length: 40 }, (_, n) => `d${n}`)];

type Rows = ReadonlyMap<string, Row>;

/**
 * Commits of many sizes, so that the log has whole and split records in several of its 32 KiB blocks; rows come, change
 * and go. Returns what must be found after each commit.
 */
async function write(journal: Journal, commits: number): Promise<readonly Rows[]> {
  const now = new Map<string, Row>();
  const states: Rows[] = [];
  for (let n = 0; n < commits; n += 1) {
    const changes = Array.from({ length: 1 + ((n * n) % 61) }, (_, k) => {
      const name = [DIRECTORIES[k % 3 === 0 ? 0 : 1 + (n % 40)], `file-${(n * 17 + k) % 400}`]
        .filter((part) => part !== '')
        .join('/');
      const row = (n + k) % 5 === 0 ? undefined : fileRow(`${n}-${k}-${'x'.repeat(n % 90)}`);
      const previous = now.get(name);
      if (row === undefined) now.delete(name);
      else now.set(name, row);
      return { path: path(name), row, previous };
    });
    await journal.commit(changes);
    states.push(new Map(now));
  }
  return states;
}

async function read(journal: Journal): Promise<Rows> {
  const rows = new Map<string, Row>();
  for (const directory of DIRECTORIES) {
    for (const { name, row } of await journal.children(path(directory))) {
      rows.set(directory === '' ? name : `${directory}/${name}`, row);
    }
  }
  return rows;
}

function sameRows(left: Rows, right: Rows): boolean {
  const text = (rows: Rows) => JSON.stringify([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
  return left.size === right.size && text(left) === text(right);
}

/** What the files were like when the process was stopped: all that was written, and no list of the files. */
async function imageOf(state: string): Promise<string> {
  const image = await mkdtemp(join(tmpdir(), 'syncline-image-'));
  await cp(state, image, { recursive: true, filter: (file) => basename(file) !== 'LOCK' });
  return image;
}

/** Opens an image as the next process would: whether damage was reported; if not, everything must be right. */
async function isDetected(image: string, expected: readonly Rows[]): Promise<boolean> {
  const victim = await imageOf(image);
  try {
    await using journal = await open(victim);
    if (journal.origin.state === 'set-aside') return true;
    const found = await read(journal);
    if (!expected.some((rows) => sameRows(rows, found)))
      throw new Error('wrong rows were taken for right ones');
    return false;
  } catch (error) {
    if (error instanceof JournalDamaged) return true;
    throw error;
  } finally {
    await rm(victim, { recursive: true, force: true });
  }
}

async function databaseFiles(image: string, ending: RegExp): Promise<readonly string[]> {
  const names = await readdir(inItem(image, 'journal'));
  return names.filter((name) => ending.test(name)).map((name) => inItem(image, 'journal', name));
}

/** Flips one bit at `count` places all over a file, one at a time. */
async function sweep(image: string, file: string, count: number, expected: readonly Rows[]) {
  const bytes = await readFile(file);
  const step = Math.max(1, Math.floor(bytes.length / count));
  let [flips, detected] = [0, 0];
  for (let at = 0; at < bytes.length; at += step) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1 << ((at * 7 + 3) % 8);
    await writeFile(file, changed);
    flips += 1;
    if (await isDetected(image, expected)) detected += 1;
  }
  await writeFile(file, bytes);
  return { flips, detected, length: bytes.length };
}

async function withImage(
  prepare: (state: string) => Promise<Journal>,
  check: (image: string) => Promise<void>,
) {
  await withState(async (state) => {
    const journal = await prepare(state);
    const image = await imageOf(state);
    await journal.close();
    try {
      await check(image);
    } finally {
      await rm(image, { recursive: true, force: true });
    }
  });
}

void t.test('J3 every flipped bit in the log of a stopped process is detected or harmless', async (t) => {
  let states: readonly Rows[] = [];
  const prepare = async (state: string) => {
    const journal = await open(state);
    states = await write(journal, 40);
    return journal;
  };
  await withImage(prepare, async (image) => {
    t.notOk(await isDetected(image, [states.at(-1)!]), 'untouched, it is intact');
    const [log] = await databaseFiles(image, /\.log$/);
    const { flips, detected, length } = await sweep(image, log!, 200, [states.at(-1)!]);
    t.ok(length > 3 * 32_768, `the log has ${length} bytes`);
    // The others hit batches whose every page was written again later, or the padding between blocks.
    t.ok(detected >= flips * 0.9, `${detected} of ${flips} flips detected, the others harmless`);
  });
});

void t.test(
  'J3 with a header one batch behind, a flip costs at most the batch that nobody was told of',
  async (t) => {
    let states: readonly Rows[] = [];
    let header = '';
    const prepare = async (state: string) => {
      const journal = await open(state);
      states = await write(journal, 12);
      header = await readFile(inItem(state, 'header.json'), 'utf8');
      await journal.commit([{ path: path('last'), row: fileRow('last'), previous: undefined }]);
      states = [...states, new Map([...states.at(-1)!, ['last', fileRow('last')]])];
      return journal;
    };
    await withImage(prepare, async (image) => {
      await writeFile(inItem(image, 'header.json'), header);
      const [log] = await databaseFiles(image, /\.log$/);
      const { flips } = await sweep(image, log!, 90, states.slice(-2));
      t.ok(flips > 80);
    });
  },
);

async function twentyCommits(state: string): Promise<Journal> {
  const journal = await open(state);
  await write(journal, 20);
  return journal;
}

void t.test(
  'a log that was cut anywhere is detected, or lost only a batch that nobody was told of',
  async (t) => {
    await withImage(twentyCommits, async (image) => {
      const [log] = await databaseFiles(image, /\.log$/);
      const bytes = await readFile(log!);
      for (let length = 0; length < bytes.length; length += 997) {
        await truncate(log!, length);
        t.ok(await isDetected(image, []), `cut at ${length}`);
        await writeFile(log!, bytes);
      }
    });
  },
);

void t.test(
  'J2 flipped bits in tables and manifest of a stopped process are detected or harmless',
  async (t) => {
    let states: readonly Rows[] = [];
    const prepare = async (state: string) => {
      const first = await open(state);
      states = await write(first, 40);
      await first.close();
      return open(state);
    };
    await withImage(prepare, async (image) => {
      t.notOk(await isDetected(image, [states.at(-1)!]), 'untouched, it is intact');
      for (const file of await databaseFiles(image, /\.ldb$|^MANIFEST/)) {
        const { flips, detected, length } = await sweep(image, file, 120, [states.at(-1)!]);
        t.comment(
          `${basename(file)}: ${detected} of ${flips} flips in ${length} bytes detected, the others harmless`,
        );
        t.ok(detected > 0);
      }
    });
  },
);

void t.test('J2 a manifest cut at any length is detected or harmless', async (t) => {
  let states: readonly Rows[] = [];
  const prepare = async (state: string) => {
    const first = await open(state);
    states = await write(first, 25);
    await first.close();
    return open(state);
  };
  await withImage(prepare, async (image) => {
    t.notOk(await isDetected(image, [states.at(-1)!]), 'untouched, it is intact');
    const [manifest] = await databaseFiles(image, /^MANIFEST/);
    const bytes = await readFile(manifest!);
    let detected = 0;
    for (let length = 0; length < bytes.length; length += 3) {
      await writeFile(manifest!, bytes.subarray(0, length));
      if (await isDetected(image, [states.at(-1)!])) detected += 1;
    }
    t.equal(detected, Math.ceil(bytes.length / 3));
  });
});

void t.test('after an orderly close every flipped bit of every file that matters is detected', async (t) => {
  await withState(async (state) => {
    const first = await open(state);
    await write(first, 25);
    await first.close();
    const second = await open(state);
    await second.commit([{ path: path('one'), row: fileRow('more'), previous: undefined }]);
    await second.close();
    for (const file of await databaseFiles(state, /\.ldb$|\.log$|^MANIFEST|^CURRENT/)) {
      const { flips, detected } = await sweep(state, file, 40, []);
      t.equal(detected, flips, basename(file));
    }
  });
});
