import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Claim } from '../src/claims.js';
import { THIS_MACHINE } from '../src/claims.js';
import { journalDirectory } from '../src/index.js';
import { inItem, open, withState } from './journals.js';

const here = (path: string): Claim => ({ place: THIS_MACHINE, path });
const other = (state: string, claims: readonly Claim[]) =>
  open(state, { directory: journalDirectory(state, 'other'), itemName: 'other', claims });

void t.test(
  'C4 of two items that write one subtree the second is refused while the first is at work',
  async (t) => {
    await withState(async (state) => {
      const journal = await open(state, { claims: [here('/d'), { place: 'login me@h:21', path: '/x' }] });
      const refused = {
        code: 'locked',
        scope: 'item',
        message: /^other writes into .*, and so does the item mail, which this process/,
      };
      for (const claim of [here('/d'), here('/d/sub'), here('/'), { place: 'login me@h:21', path: '/x/y' }])
        await t.rejects(other(state, [claim]), refused, claim.path);
      for (const claim of [here('/dd'), here('/e'), { place: 'login you@h:21', path: '/x' }])
        await (await other(state, [claim])).close();
      await journal.close();
      await (await other(state, [here('/d')])).close();
    });
  },
);

void t.test('C4 two names of one directory are one place', async (t) => {
  await withState(async (state) => {
    await mkdir(join(state, 'real'));
    await symlink('real', join(state, 'link'));
    await using journal = await open(state, { claims: [here(join(state, 'real', 'new'))] });
    t.same(journal.origin, { state: 'new' });
    await t.rejects(other(state, [here(join(state, 'link', 'new', 'below'))]), { code: 'locked' });
  });
});

void t.test('C4 what a process left that is gone holds nobody up, whatever has its number now', async (t) => {
  await withState(async (state) => {
    const claims = [here('/d')];
    const journal = await open(state, { claims });
    const owner = JSON.parse(await readFile(inItem(state, 'owner.json'), 'utf8'));
    await journal.close();
    t.match(owner, { pid: process.pid, startTicks: /^\d+$/, writes: claims });
    for (const left of [
      { ...owner, startTicks: '1' },
      { ...owner, bootId: 'another start' },
      { ...owner, host: `not ${hostname()}` },
      { ...owner, pid: 2 ** 22 + 1 },
      { ...owner, pid: 2 ** 22 + 1, startTicks: undefined },
      { ...owner, writes: undefined },
    ]) {
      await writeFile(inItem(state, 'owner.json'), JSON.stringify(left));
      await (await other(state, claims)).close();
    }
    await writeFile(inItem(state, 'owner.json'), 'half a fi');
    await (await other(state, claims)).close();
    await writeFile(inItem(state, 'owner.json'), JSON.stringify(owner));
    await t.rejects(other(state, claims), { code: 'locked' }, 'this very process');
    await writeFile(inItem(state, 'owner.json'), JSON.stringify({ ...owner, item: undefined }));
    const byFolder = { code: 'locked', message: /so does the item mail, which/ };
    await t.rejects(other(state, claims), byFolder, 'one that is written without its name');
  });
});
