import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import type { Kind } from './watched-source.js';
import { filesBelow, world } from './watched-world.js';

const HOUR_MS = 3_600_000;

/** A mailbox with one message in `new`, in step on both sides. */
async function mailbox(t: Test, mode: 'clone' | 'two-way', kind: Kind = 'directory') {
  const the = world(t, mode, ['cur', 'new', 'tmp']);
  writeFileSync(the.at('source', 'new/1.host'), 'mail');
  writeFileSync(the.at('source', 'stays'), 'stays');
  t.match(await the.run({ kind }), { exit: 0, copied: 2 });
  const move = (from: string, to: string): void => renameSync(the.at('source', from), the.at('source', to));
  return { ...the, move };
}

for (const mode of ['clone', 'two-way'] as const) {
  t.test(`C7: what slips through the first look as well is found at the second (${mode})`, async (t) => {
    const { at, run, move } = await mailbox(t, mode);
    const lists: string[] = [];
    const whenListed = new Map<string, () => void>();
    const until = (path: string, times: number) =>
      new Promise<void>((resolve) => whenListed.set(`${path} ${times}`, resolve));
    const [curOnce, tmpOnce, curTwice] = [until('cur', 1), until('tmp', 1), until('cur', 2)];
    const before = async (path: string): Promise<void> => {
      if (path === 'tmp' && lists.includes('tmp')) await curTwice;
      if (path !== 'new' || lists.includes('new')) return;
      await Promise.all([curOnce, tmpOnce]);
      move('new/1.host', 'tmp/1.host:2,');
    };
    const listed = (path: string): void => {
      lists.push(path);
      const times = lists.filter((each) => each === path).length;
      if (path === 'cur' && times === 1) writeFileSync(at('source', 'cur/2.host:2,'), 'more');
      if (path === 'cur' && times === 2) move('tmp/1.host:2,', 'cur/1.host:2,S');
      whenListed.get(`${path} ${times}`)?.();
    };
    t.match(await run({ kind: 'directory', before, listed }), { exit: 0, moved: 1, deleted: 0 });
    t.equal(filesBelow(at('destination'))['cur/1.host:2,S'], 'mail');
  });

  t.test(`C7: what comes to the root once that is listed is renamed (${mode})`, async (t) => {
    const { at, run, move } = await mailbox(t, mode);
    let moved = false;
    const listed = (path: string): void => {
      if (path !== '' || moved) return;
      moved = true;
      move('new/1.host', '1.host:2,S');
    };
    t.match(await run({ kind: 'directory', listed }), { exit: 0, moved: 1, deleted: 0 });
    t.same(filesBelow(at('destination')), { '1.host:2,S': 'mail', stays: 'stays' });
  });

  t.test(`C7: a folder that is gone stays while something in it is kept (${mode})`, async (t) => {
    const { at, run, lines, move } = await mailbox(t, mode);
    let name = 'cur/1.host:0';
    move('new/1.host', name);
    rmdirSync(at('source', 'new'));
    let turns = 0;
    const listed = (path: string): void => {
      if (path !== 'tmp') return;
      turns += 1;
      const next = `tmp/1.host:${turns}`;
      move(name, next);
      name = next;
    };
    t.match(await run({ kind: 'directory', listed, order: ['tmp', 'cur'] }), { exit: 1, failed: 0 });
    t.same(lines, ['skip new/1.host']);
    t.same(filesBelow(at('destination')), { 'new/1.host': 'mail', stays: 'stays' });
  });
}

const looks: Readonly<Record<string, readonly [Kind, boolean]>> = {
  'that changed since the run began, not since the look before': ['directory', true],
  'of a server, which tells of no changes': ['server', false],
};

for (const [title, [kind, isLater]] of Object.entries(looks))
  t.test(`a folder is looked at once more, and not again (${title})`, async (t) => {
    const { at, run } = await mailbox(t, 'clone', kind);
    rmSync(at('source', 'new/1.host'));
    let lists = 0;
    const listed = (path: string): void => {
      if (path !== 'cur') return;
      lists += 1;
      writeFileSync(at('source', `cur/${lists}`), '');
    };
    const nowMs = (): number => Date.now() + (isLater && lists > 0 ? HOUR_MS : 0);
    t.match(await run({ kind, listed, nowMs }), { exit: 0, deleted: 1 });
    t.equal(lists, 2);
  });

t.test('what comes into a folder that the other side has removed is not taken along', async (t) => {
  const { at, run, lines, move } = await mailbox(t, 'two-way');
  mkdirSync(at('source', 'old'));
  writeFileSync(at('source', 'old/x'), 'x');
  await run({ kind: 'directory' });
  rmSync(at('destination', 'old'), { recursive: true });
  let moved = false;
  const listed = (path: string): void => {
    if (path !== 'old' || moved) return;
    moved = true;
    move('new/1.host', 'old/1.host');
  };
  t.match(await run({ kind: 'directory', listed, order: ['old', 'new'] }), { exit: 1, moved: 0 });
  t.same(lines, ['skip new/1.host', 'delete old/x', 'rmdir old'], 'a folder that is not empty stays');
  t.same(filesBelow(at('source')), { 'old/1.host': 'mail', stays: 'stays' });
  t.same(filesBelow(at('destination')), { 'new/1.host': 'mail', stays: 'stays' });
  t.match(await run({ kind: 'directory' }), { exit: 0, moved: 1 });
  t.same(filesBelow(at('destination')), filesBelow(at('source')));
});
