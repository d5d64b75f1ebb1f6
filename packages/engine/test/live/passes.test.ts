import { pathFromText } from '@syncline/model';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Journal } from '@syncline/state';
import t from 'tap';
import type { Effects } from '../../src/effects.js';
import type { Hooks } from '../watched-source.js';
import { mailbox, namesIn, NOTHING } from './mailbox.js';

t.test('C7: what a pass finds gone is renamed when the watch told of its new name meanwhile', async (t) => {
  const { at, changes, names } = await mailbox(t);
  renameSync(at('source', 'new/1.host'), at('source', 'cur/1.host:2,S'));
  const hinted = { ...NOTHING, names: namesIn('box/cur', '1.host:2,S') };
  const { summary } = await changes({ names: namesIn('box/new', '1.host') }, hinted);
  t.match(summary, { exit: 0, moved: 1, deleted: 0, bytes: 0 });
  t.same(names(), ['0.host:2,S', '1.host:2,S']);
});

t.test('C7: what moves while a pass lists folders is renamed', async (t) => {
  let hooks: Omit<Hooks, 'kind'> = {};
  const { at, changes, names } = await mailbox(t, { hooks: () => hooks });
  let curIsListed = (): void => undefined;
  const cur = new Promise<void>((resolve) => (curIsListed = resolve));
  hooks = {
    before: (path) => (path === 'box/new' ? cur : undefined),
    listed(path) {
      if (path !== 'box/cur') return;
      hooks = {};
      renameSync(at('source', 'new/1.host'), at('source', 'cur/1.host:2,S'));
      curIsListed();
    },
  };
  const { summary } = await changes({ trees: new Set([pathFromText('box')]) });
  t.match(summary, { exit: 0, moved: 1, deleted: 0, bytes: 0 });
  t.same(names(), ['0.host:2,S', '1.host:2,S']);
});

t.test('what a pass finds gone, and nobody told of elsewhere, is deleted', async (t) => {
  const { at, changes, names } = await mailbox(t);
  rmSync(at('source', 'new/1.host'));
  const hinted = { ...NOTHING, names: namesIn('box/cur', '0.host:2,S') };
  const { summary } = await changes({ names: namesIn('box/new', '1.host') }, hinted);
  t.match(summary, { exit: 0, moved: 0, deleted: 1 });
  t.same(names(), ['0.host:2,S']);
});

t.test('C7: what goes into a folder that takes the place of a file is not deleted', async (t) => {
  const { at, changes, names } = await mailbox(t);
  writeFileSync(at('source', 'box'), 'no folder yet');
  t.match(await changes({ names: namesIn('box', 'box') }), { summary: { copied: 1 } });
  rmSync(at('source', 'box'));
  mkdirSync(at('source', 'box'));
  renameSync(at('source', 'new/1.host'), at('source', 'box/1.host'));
  const dirty = { names: new Map([...namesIn('box', 'box'), ...namesIn('box/new', '1.host')]) };
  const { summary } = await changes(dirty, { ...NOTHING, names: namesIn('box/box', '1.host') });
  t.match(summary, { exit: 1, made: 1, copied: 1, moved: 0, skipped: 1, failed: 0 });
  t.same(names(), ['0.host:2,S', '1.host'], 'until the next pass it is under both names');
  t.match(await changes(dirty), { summary: { exit: 0, deleted: 1 } });
  t.same(names(), ['0.host:2,S']);
  t.same(readdirSync(at('destination', 'box')), ['1.host']);
});

t.test('C7: a rename is one though only its new name was told', async (t) => {
  const { at, changes, names } = await mailbox(t);
  renameSync(at('source', 'new/1.host'), at('source', 'cur/1.host:2,S'));
  const { summary } = await changes({ names: namesIn('box/cur', '1.host:2,S') });
  t.match(summary, { exit: 0, moved: 1, copied: 0, deleted: 0 });
  t.same(names(), ['0.host:2,S', '1.host:2,S']);
});

t.test(
  'C7: what a pass copied and the source renames at once is renamed by a look at everything',
  async (t) => {
    const { at, changes, everything, names } = await mailbox(t);
    writeFileSync(at('source', 'new/2.host'), 'more mail');
    t.match(await changes({ names: namesIn('box/new', '2.host') }), { summary: { copied: 1 } });
    renameSync(at('source', 'new/2.host'), at('source', 'cur/2.host:2,S'));
    t.match(await everything(), { summary: { exit: 0, moved: 1, copied: 0, deleted: 0 } });
    t.same(names(), ['0.host:2,S', '2.host:2,S', '1.host']);
  },
);

t.test('what stands elsewhere since the last look at everything loses nothing to a pass', async (t) => {
  const { root, at, changes, names } = await mailbox(t);
  renameSync(`${root}/source`, `${root}/unplugged`);
  for (const folder of ['cur', 'new']) mkdirSync(at('source', folder), { recursive: true });
  const { error } = await changes({ names: namesIn('box/new', '1.host') });
  t.match(error, { code: 'refused' });
  t.same(names(), ['0.host:2,S', '1.host']);
});

t.test('what stands elsewhere in the middle of a pass loses nothing to it', async (t) => {
  let hooks: Omit<Hooks, 'kind'> = {};
  const { root, at, changes, names } = await mailbox(t, { hooks: () => hooks });
  const before = (path: string): undefined => {
    if (path !== 'box') return;
    renameSync(`${root}/source`, `${root}/unplugged`);
    for (const folder of ['cur', 'new', 'tmp']) mkdirSync(at('source', folder), { recursive: true });
    writeFileSync(at('source', 'cur/0.host:2,S'), 'older mail');
  };
  hooks = { before };
  const { summary } = await changes({ trees: new Set([pathFromText('box')]) });
  t.match(summary, { exit: 3, deleted: 0, reason: /the root .*source is another directory/ });
  t.same(names(), ['0.host:2,S', '1.host']);
});

t.test('two-way, what a pass copied and the other side deletes at once is deleted', async (t) => {
  for (const closes of [false, true]) {
    const { at, passes, changes, everything } = await mailbox(t, { mode: 'two-way' });
    writeFileSync(at('source', 'new/2.host'), 'more mail');
    t.match(await changes({ names: namesIn('box/new', '2.host') }), { summary: { copied: 1 } });
    rmSync(at('destination', 'new/2.host'));
    if (closes) {
      await passes.close();
      await passes.open(false);
    }
    t.match(await everything(), { summary: { exit: 0, copied: 0, deleted: 1 } });
    t.same(readdirSync(at('source', 'new')), ['1.host'], closes ? 'closed between' : 'open all the time');
  }
});

t.test('two-way, a pass has come through only when its rows are committed', async (t) => {
  const steps: string[] = [];
  const recording = (effects: Effects): Effects => ({
    ...effects,
    async openJournal(...args) {
      const journal = await effects.openJournal(...args);
      const [commit, putNotes, clearNotes] = [journal.commit, journal.putNotes, journal.clearNotes];
      return Object.assign(journal, {
        commit: ((changes, options) => {
          if (changes.length > 0) steps.push('rows');
          return commit.call(journal, changes, options);
        }) satisfies Journal['commit'],
        putNotes: ((notes) => {
          steps.push(...notes.map(({ key }) => key));
          return putNotes.call(journal, notes);
        }) satisfies Journal['putNotes'],
        clearNotes: ((prefix) => {
          steps.push(`not ${prefix}`);
          return clearNotes.call(journal, prefix);
        }) satisfies Journal['clearNotes'],
      });
    },
  });
  const { at, changes } = await mailbox(t, { mode: 'two-way', effects: recording });
  steps.length = 0;
  writeFileSync(at('source', 'new/2.host'), 'more mail');
  await changes({ names: namesIn('box/new', '2.host') });
  t.same(steps, ['unfinished', 'rows', 'not unfinished']);
});
