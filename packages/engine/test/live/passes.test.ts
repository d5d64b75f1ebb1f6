import type { Name, Path } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import type { Dirty } from '@syncline/scheduler';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Passes } from '../../src/live/passes.js';
import { directory, item } from '../support.js';
import { effectsWith, type Hooks } from '../watched-source.js';

const NOTHING: Dirty = { names: new Map(), trees: new Set(), sinceMs: 0 };

/** Nothing joins. */
const ALONE = {
  wait: (signal: AbortSignal) => once(signal, 'abort').then(() => undefined),
  joinable: () => [],
  join: () => undefined,
};

/** A mailbox with one message, in step on both sides, and what its next passes do. */
async function mailbox(t: Test, hooks: () => Omit<Hooks, 'kind'> = () => ({})) {
  const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  const at = (side: string, ...path: string[]): string => join(root, side, 'box', ...path);
  for (const folder of ['cur', 'new', 'tmp']) mkdirSync(at('source', folder), { recursive: true });
  mkdirSync(at('destination'), { recursive: true });
  writeFileSync(at('source', 'new/1.host'), 'mail');
  writeFileSync(at('source', 'cur/0.host:2,S'), 'older mail');
  const passes = new Passes(
    {
      item: item(directory(join(root, 'source')), directory(join(root, 'destination'))),
      options: { stateDirectory: join(root, 'state') },
      emit: () => undefined,
      signal: new AbortController().signal,
      effects: effectsWith({
        kind: 'directory',
        before: (path) => hooks().before?.(path),
        listed: (path) => hooks().listed?.(path),
      }),
    },
    () => undefined,
  );
  t.teardown(() => passes.close());
  await passes.open(false);
  t.match(await passes.everything(false, () => undefined), { summary: { exit: 0, copied: 2 } });
  const changes = (dirty: Partial<Dirty>, hinted = NOTHING) =>
    passes.changes({ ...NOTHING, ...dirty }, () => undefined, { ...ALONE, hinted: async () => hinted });
  const names = () => ['cur', 'new'].flatMap((folder) => readdirSync(at('destination', folder)));
  return { at, changes, names };
}

const namesIn = (folder: string, name: string): Map<Path, Set<Name>> =>
  new Map([[pathFromText(folder), new Set([pathFromText(name)])]]);

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
  const { at, changes, names } = await mailbox(t, () => hooks);
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
