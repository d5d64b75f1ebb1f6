import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { JournalDamaged } from '../src/index.js';
import { inItem, open, withState } from './journals.js';
import { path } from './rows.js';
import { addRows, databaseFile, flip, prepare } from './damaging.js';

t.test(
  'J1, J2: a journal that was set aside by a process that could not begin another is told by the next',
  async (t) => {
    await withState(async (state) => {
      await prepare(state, 'closed');
      await rm(inItem(state, 'journal'), { recursive: true });
      await symlink('nowhere', inItem(state, 'journal'));
      await t.rejects(open(state), { code: 'state' });
      await rm(inItem(state, 'journal'));
      const told = { state: 'set-aside', because: 'its database is missing' };
      const copy = await open(state, { mode: 'copy' });
      t.match(copy.origin, told, 'a dry run says so, too');
      await copy.close();
      const journal = await open(state);
      t.match(journal.origin, { ...told, movedTo: /journal\.damaged-/ });
      await journal.close();
      const later = await open(state);
      t.same(later.origin, { state: 'intact' }, 'and no other');
      await later.close();
    });
  },
);

void t.test('a second journal that is set aside within the same second gets a name of its own', async (t) => {
  await withState(async (state) => {
    for (let n = 0; n < 3; n += 1) {
      await (await open(state)).close();
      await rm(inItem(state, 'header.json'));
    }
    await (await open(state)).close();
    const aside = (await readdir(inItem(state))).filter((name) => name.startsWith('journal.damaged-'));
    t.equal(aside.length, 3);
  });
});

void t.test(
  'what an interrupted compaction left behind is no damage once its number is given out again',
  async (t) => {
    await withState(async (state) => {
      const journal = await open(state);
      await addRows(journal, 0, 100);
      // Tables that no manifest knows, under the numbers that the next opening gives out.
      for (let number = 4; number < 20; number += 1) {
        const table = inItem(state, 'journal', `${String(number).padStart(6, '0')}.ldb`);
        await writeFile(table, 'unfinished', { flag: 'wx' }).catch(() => undefined);
      }
      await journal.close();
      for (let run = 1; run < 4; run += 1) {
        const again = await open(state);
        t.same(again.origin, { state: 'intact' });
        await addRows(again, run * 100, 100);
        t.equal(again.rowCount, (run + 1) * 100);
        await again.close();
      }
    });
  },
);

void t.test(
  'damage found in the middle of a run is told from other errors, and the journal can be set aside',
  async (t) => {
    await withState(async (state) => {
      await prepare(state, 'closed');
      const journal = await open(state);
      const table = await databaseFile(state, '.ldb');
      for (let share = 0.6; share < 0.9; share += 0.01) await flip(table, share);
      const readAll = async () => {
        for (let n = 0; n < 7; n += 1) await journal.children(path(`d${n}`));
      };
      const error = await readAll().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      t.type(error, JournalDamaged);
      t.match(error, { code: 'state', scope: 'item', damaged: true });
      const movedTo = await journal.setAside('a test damaged it');
      t.equal(await readFile(join(movedTo, 'because.txt'), 'utf8'), 'a test damaged it\n');
      await journal.close();
      await using again = await open(state);
      t.match(
        again.origin,
        { state: 'set-aside', because: 'a test damaged it' },
        'the next opening tells it',
      );
    });
  },
);
