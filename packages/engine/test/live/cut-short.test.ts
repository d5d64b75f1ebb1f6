import type { Path } from '@syncline/model';
import { pathFromText, SynclineError } from '@syncline/model';
import { JournalDamaged } from '@syncline/state';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { Effects } from '../../src/effects.js';
import type { Hooks } from '../watched-source.js';
import { mailbox, namesIn } from './mailbox.js';

/** What looks like a file that was being written when the power went: one version is the beginning of the other. */
function tear(at: (side: string, ...path: string[]) => string): void {
  writeFileSync(at('source', 'new/2.host'), 'more mail');
  writeFileSync(at('destination', 'new/2.host'), 'more');
}

const TORN = { names: namesIn('box/new', '2.host') };

t.test('once a pass has come through, one version that begins like the other is a conflict', async (t) => {
  const afterKill = (effects: Effects): Effects => ({
    ...effects,
    async openJournal(...args) {
      const journal = await effects.openJournal(...args);
      await journal.putNotes([{ key: 'unfinished', value: 'killed' }]);
      return journal;
    },
  });
  const { at, changes } = await mailbox(t, { mode: 'two-way', effects: afterKill });
  tear(at);
  t.match(await changes(TORN), { summary: { exit: 0, conflicts: 1, updated: 0 } });
});

t.test('after a pass that broke off, it is a file that was being written', async (t) => {
  let hooks: Omit<Hooks, 'kind'> = {};
  const { at, changes } = await mailbox(t, { mode: 'two-way', hooks: () => hooks });
  writeFileSync(at('source', 'cur/3.host:2,S'), 'copied before');
  const before = async (path: string): Promise<void> => {
    if (path !== 'box/new') return;
    while (!existsSync(at('destination', 'cur/3.host:2,S'))) await sleep(1);
    throw new SynclineError('unreachable', 'it is lost', { scope: 'endpoint' });
  };
  hooks = { before };
  t.match(await changes({ trees: new Set([pathFromText('box')]) }), { error: { code: 'unreachable' } });
  hooks = {};
  tear(at);
  t.match(await changes(TORN), { summary: { exit: 0, conflicts: 0, updated: 1 } });
});

t.test(
  'a journal that turns out to be damaged is set aside, and the next look at everything begins anew',
  async (t) => {
    let damaged = false;
    const aside: string[] = [];
    const breaking = (effects: Effects): Effects => ({
      ...effects,
      async openJournal(...args) {
        const journal = await effects.openJournal(...args);
        const { packedRows, setAside } = journal;
        return Object.assign(journal, {
          packedRows: (directory: Path) => {
            if (damaged) throw new JournalDamaged('a row is not whole');
            return packedRows!.call(journal, directory);
          },
          setAside: (because: string) => {
            aside.push(because);
            damaged = false;
            return setAside.call(journal, because);
          },
        });
      },
    });
    const { at, passes, everything, names } = await mailbox(t, { mode: 'two-way', effects: breaking });
    rmSync(at('source', 'new/1.host'));
    damaged = true;
    t.type((await everything()).error, JournalDamaged);
    t.same(aside, ['a row is not whole']);
    await passes.open(false);
    t.match(await everything(), { summary: { exit: 0, deleted: 0, copied: 1 } });
    t.same(names(), ['0.host:2,S', '1.host'], 'nothing is deleted on the word of no journal');
  },
);
