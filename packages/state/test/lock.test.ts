import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { beginJournal } from '../src/find.js';
import type { Place } from '../src/place.js';
import { placeOf } from '../src/place.js';
import { Child } from './child.js';
import { inItem, open, snapshot, withState } from './journals.js';
import { fileRow, path } from './rows.js';
import { commitNext, isPrefix, lastCommit } from './sequence.js';

void t.test('J6 the journal of a live process is locked, and the message names it', async (t) => {
  await withState(async (state) => {
    await (await open(state)).close();
    const child = new Child(state, 'hold');
    child.start();
    await child.until('open');
    const before = await snapshot(inItem(state, 'journal'));
    const name = new RegExp(`mail .*process ${child.process.pid} on ${hostname()} since 20\\d\\d-.*Wait`);
    await t.rejects(open(state), { code: 'locked', scope: 'item', message: name });
    await t.rejects(open(state), { code: 'locked' });
    t.same(await snapshot(inItem(state, 'journal')), before, 'nothing was touched');
    await child.kill();
    await using journal = await open(state);
    t.same(journal.origin, { state: 'intact' }, 'a dead process holds nothing');
  });
});

void t.test('J6 one process cannot have a journal twice', async (t) => {
  await withState(async (state) => {
    const journal = await open(state);
    await t.rejects(open(state), { code: 'locked', message: /this process/ });
    await journal.close();
    await (await open(state)).close();
  });
});

void t.test('J6 what an owner file says of a live process is no lock', async (t) => {
  await withState(async (state) => {
    await (await open(state)).close();
    const owner = { pid: 1, since: '2025-01-01T00:00:00.000Z', started: '', bootId: '', host: hostname() };
    await writeFile(inItem(state, 'owner.json'), JSON.stringify(owner));
    await using journal = await open(state);
    t.same(journal.origin, { state: 'intact' });
    t.match(JSON.parse(await readFile(inItem(state, 'owner.json'), 'utf8')), { pid: process.pid });
  });
});

for (const [title, text] of [
  [
    'names a dead process',
    JSON.stringify({ pid: 2 ** 22 + 1, since: 'x', started: 'x', bootId: '', host: hostname() }),
  ],
  ['is not readable', 'half a fi'],
] as const) {
  void t.test(`a lock whose owner file ${title} is held by another run`, async (t) => {
    await withState(async (state) => {
      await using journal = await open(state);
      await writeFile(inItem(state, 'owner.json'), text);
      await t.rejects(open(state), {
        code: 'locked',
        message: /by another run\. Wait until it has finished, or stop it\.$/,
      });
      t.equal(journal.rowCount, 0);
    });
  });
}

void t.test('a process that was stopped while it took the lock is no obstacle', async (t) => {
  await withState(async (state) => {
    await (await open(state)).close();
    await writeFile(inItem(state, 'lock', 'CURRENT'), '');
    await writeFile(inItem(state, 'lock', 'MANIFEST-000002'), 'rubbish');
    await using journal = await open(state);
    t.same(journal.origin, { state: 'intact' });
  });
});

void t.test('a copy needs no lock and leaves the state directory as it is, byte for byte', async (t) => {
  await withState(async (state) => {
    const own = await open(state);
    for (let n = 0; n < 30; n += 1) await commitNext(own);
    await own.close();
    const child = new Child(state, 'hold');
    child.start();
    await child.until('open');
    const before = await snapshot(state);
    const copy = await open(state, { mode: 'copy' });
    t.same(copy.origin, { state: 'intact' });
    t.ok(await isPrefix(copy));
    await commitNext(copy);
    await copy.setFact('a', 1);
    await copy.putNotes([{ key: 'n', value: 1 }]);
    await copy.spill.put([{ key: 'a', value: 1 }]);
    t.equal(lastCommit(copy), 31);
    await copy.close();
    t.same(await snapshot(state), before);
    await child.kill();
  });
});

void t.test('a copy is intact while a writer commits, flushes and compacts', async (t) => {
  await withState(async (state) => {
    const child = new Child(state, 'commit');
    child.start();
    await child.until('committed');
    for (let n = 0; n < 25; n += 1) {
      const known = Number(child.told.findLast(({ event }) => event === 'committed')?.value);
      const copy = await open(state, { mode: 'copy' });
      t.same(copy.origin, { state: 'intact' });
      t.ok(lastCommit(copy) >= known, `${lastCommit(copy)} after ${known}`);
      t.ok(await isPrefix(copy));
      await copy.close();
    }
    await child.kill();
    await using journal = await open(state);
    t.same(journal.origin, { state: 'intact' });
    t.ok(await isPrefix(journal));
  });
});

void t.test('a copy never writes to a table that the original still needs', async (t) => {
  await withState(async (state) => {
    const own = await open(state);
    await commitNext(own);
    await own.close();
    // What a compaction that was stopped leaves: tables under numbers that an opening will give out again.
    for (let n = 1; n < 30; n += 1) {
      await writeFile(inItem(state, 'journal', `${String(n + 5).padStart(6, '0')}.ldb`), 'unfinished', {
        flag: 'wx',
      }).catch(() => undefined);
    }
    const before = await snapshot(state);
    const copy = await open(state, { mode: 'copy' });
    for (let n = 0; n < 5; n += 1)
      await copy.commit([{ path: path(`p${n}`), row: fileRow('1'), previous: undefined }]);
    await copy.close();
    t.same(await snapshot(state), before);
  });
});

void t.test('a copy of no journal is new and makes nothing', async (t) => {
  await withState(async (state) => {
    const copy = await open(state, { mode: 'copy' });
    t.same(copy.origin, { state: 'new' });
    await commitNext(copy);
    await copy.close();
    t.same(await snapshot(state), []);
  });
});

void t.test(
  'what cannot be told from a journal that keeps changing is not taken for a damaged one',
  async (t) => {
    await withState(async (state) => {
      await (await open(state)).close();
      const header = inItem(state, 'header.json');
      const text = await readFile(header, 'utf8');
      let turns = 0;
      let isOver = false;
      const write = (): void => {
        writeFileSync(`${header}.new`, `${text.slice(0, -4)}${(turns += 1)}`);
        renameSync(`${header}.new`, header);
        if (!isOver) setImmediate(write);
      };
      write();
      await t.rejects(open(state, { mode: 'copy' }), { code: 'locked', message: /mail.*Wait/ });
      isOver = true;
    });
  },
);

void t.test('a journal whose opening failed on the way is not held by this process', async (t) => {
  await withState(async (state) => {
    await (await open(state)).close();
    const plan = inItem(state, 'plan');
    await mkdir(join(plan, 'left'), { recursive: true });
    await immutable(plan, async () => {
      await t.rejects(open(state), { code: 'state' });
    });
    await using journal = await open(state);
    t.same(journal.origin, { state: 'intact' });
  });
});

void t.test('nor is one that could not be begun', async (t) => {
  await withState(async (state) => {
    const place = placeOf(state);
    let writes = 0;
    const full: Place = {
      ...place,
      get header() {
        writes += 1;
        return writes === 1 ? place.header : join(state, 'none', 'header.json');
      },
    };
    await t.rejects(beginJournal(full, { pair: 'a pair', itemName: 'mail' }), { code: 'ENOENT' });
    const { store } = await beginJournal(place, { pair: 'a pair', itemName: 'mail' });
    await store.close();
  });
});

/** Runs while a directory cannot be emptied: not by its owner, and by root neither. */
async function immutable(directory: string, run: () => Promise<void>): Promise<void> {
  await chmod(directory, 0o500);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    // Root may write everywhere: the item's folder is given to nobody, and the call is made as nobody.
    execFileSync('chown', ['-R', '65534', dirname(directory)]);
    execFileSync('chmod', ['a+rwx', dirname(dirname(dirname(directory)))]);
    execFileSync('chmod', ['a+rwx', dirname(dirname(directory))]);
    process.seteuid!(65534);
  }
  try {
    await run();
  } finally {
    if (isRoot) process.seteuid!(0);
    await chmod(directory, 0o700);
  }
}
