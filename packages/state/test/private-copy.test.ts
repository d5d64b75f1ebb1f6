import { mkdir, readdir, writeFile } from 'node:fs/promises';
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
