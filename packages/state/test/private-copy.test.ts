import { chmod, mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { encodeHeader, readHeader } from '../src/header.js';
import { JOURNAL_FORMAT } from '../src/ledger.js';
import { inItem, open, snapshot, withState } from './journals.js';

/** Runs with a journal, and with a temp directory of its own. */
async function withTemp(run: (state: string, temp: string) => Promise<void>): Promise<void> {
  await withState(async (root) => {
    const [state, temp, before] = [join(root, 'state'), join(root, 'temp'), process.env['TMPDIR']];
    await mkdir(temp);
    await (await open(state)).close();
    process.env['TMPDIR'] = temp;
    try {
      await run(state, temp);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });
}

t.test(
  'a private copy is gone once it is closed, and nothing waits for the end of the process',
  async (t) => {
    await withTemp(async (state, temp) => {
      const waiting = process.listenerCount('exit');
      const copy = await open(state, { mode: 'copy' });
      t.equal((await readdir(temp)).length, 1);
      t.equal(process.listenerCount('exit'), waiting + 1, 'it is removed at the end of the process, too');
      await copy.close();
      t.strictSame(await readdir(temp), []);
      t.equal(process.listenerCount('exit'), waiting);
    });
  },
);

t.test('a copy that a killed process left is removed a week later, and nothing else is', async (t) => {
  await withTemp(async (state, temp) => {
    const make = async (name: string, daysOld: number, mode = 0o700): Promise<void> => {
      await mkdir(join(temp, name, 'journal'), { recursive: true });
      await writeFile(join(temp, name, 'journal/000005.ldb'), 'rows');
      await chmod(join(temp, name), mode);
      const made = new Date(Date.now() - daysOld * 24 * 60 * 60 * 1_000);
      await utimes(join(temp, name), made, made);
    };
    await make('syncline-journal-left', 8);
    await make('syncline-journal-at-work', 6);
    await make('syncline-journal-anybodys', 8, 0o777);
    await make('syncline-other', 8);
    await symlink(temp, join(temp, 'syncline-journal-link'));
    await (await open(state, { mode: 'copy' })).close();
    t.strictSame((await readdir(temp)).sort(), [
      'syncline-journal-anybodys',
      'syncline-journal-at-work',
      'syncline-journal-link',
      'syncline-other',
    ]);
    t.strictSame(await readdir(join(temp, 'syncline-journal-at-work/journal')), ['000005.ldb']);
  });
});

t.test('a journal of a newer version is refused, untouched, and leaves no copy behind', async (t) => {
  await withTemp(async (state, temp) => {
    const file = inItem(state, 'header.json');
    const header = (await readHeader(file))!;
    await writeFile(file, encodeHeader({ ...header, format: JOURNAL_FORMAT + 1 }));
    const before = await snapshot(state);
    for (const mode of ['copy', 'write'] as const)
      await t.rejects(open(state, { mode }), {
        code: 'refused',
        message: /newer version.*Nothing was touched/,
      });
    t.strictSame(await snapshot(state), before);
    t.strictSame(await readdir(temp), []);
  });
});
