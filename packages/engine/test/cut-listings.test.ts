import type { Listing, Side } from '@syncline/model';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import t from 'tap';
import type { Hooks } from './watched-source.js';
import { cutBefore, unlistable } from './watched-source.js';
import { filesBelow, world } from './watched-world.js';

/** `box` is cut before `m` on one side: it shows `a`, and neither `m` nor what comes after. */
function cutOn(side: Side, kind: Hooks['kind'] = 'directory'): Hooks {
  return { kind, shows: { [side]: (of: Listing) => (of.path === 'box' ? cutBefore('m', of) : of) } };
}

const PLAIN: Hooks = { kind: 'directory' };

async function boxed(t: import('tap').Test, mode: 'simple' | 'clone' | 'two-way') {
  const the = world(t, mode, ['box']);
  for (const name of ['a', 'm', 'z']) writeFileSync(the.at('source', `box/${name}`), name);
  t.match(await the.run(PLAIN), { exit: 0, copied: 3 });
  return the;
}

for (const mode of ['simple', 'clone', 'two-way'] as const) {
  t.test(`what is new or edited comes to a side whose listing is cut (${mode})`, async (t) => {
    const { at, run, lines } = await boxed(t, mode);
    for (const name of ['a', 'm']) writeFileSync(at('source', `box/${name}`), 'edited');
    writeFileSync(at('source', 'box/new'), 'new');
    mkdirSync(at('source', 'box/sub'));
    writeFileSync(at('source', 'box/sub/x'), 'x');
    t.match(await run(cutOn('destination')), { exit: 1, copied: 2, updated: 2, made: 1, failed: 0 });
    t.same(filesBelow(at('destination')), filesBelow(at('source')));
    const asked: string[] = [];
    const again = { ...cutOn('destination'), asked: (path: string) => void asked.push(path) };
    t.match(await run(again), { exit: 1, copied: 0, updated: 0 });
    t.same(lines, ['skip box'], 'what is known is not done again');
    t.same(asked, [], 'nor asked for');
    t.match(await run(PLAIN), { exit: 0 });
    t.same(lines, []);
  });

  t.test(`nothing is deleted where a listing is cut (${mode})`, async (t) => {
    for (const side of ['source', 'destination'] as const) {
      const { at, run, lines } = await boxed(t, mode);
      rmSync(at('source', 'box/m'));
      writeFileSync(at('destination', 'box/theirs'), 'theirs');
      await run(cutOn(side));
      t.same(
        lines.filter((line) => line.startsWith('delete')),
        [],
      );
      const { 'box/m': kept, 'box/theirs': extra } = filesBelow(at('destination'));
      t.same([kept, extra], ['m', 'theirs']);
    }
  });
}

t.test('what was edited on both sides is in conflict, though one does not show it', async (t) => {
  const { at, run } = await boxed(t, 'two-way');
  writeFileSync(at('source', 'box/m'), 'edited here');
  writeFileSync(at('destination', 'box/m'), 'edited there');
  writeFileSync(at('source', 'box/n'), 'new here');
  writeFileSync(at('destination', 'box/n'), 'new there');
  t.match(await run(cutOn('destination')), { exit: 1, conflicts: 2 });
  for (const side of ['source', 'destination'] as const) {
    const texts = Object.values(filesBelow(at(side)));
    for (const text of ['edited here', 'edited there', 'new here', 'new there'])
      t.ok(texts.includes(text), `${text}, ${side}`);
  }
});

t.test('what is deleted on the side that shows it not, and edited on the other, is left', async (t) => {
  const { at, run } = await boxed(t, 'two-way');
  rmSync(at('destination', 'box/m'));
  writeFileSync(at('source', 'box/m'), 'edited');
  await run(cutOn('destination'));
  t.same(filesBelow(at('source'))['box/m'], 'edited');
  t.match(await run(PLAIN), { exit: 0 });
  t.same(filesBelow(at('destination'))['box/m'], 'edited');
});

t.test('what a server has under a name that it does not show waits for a listing', async (t) => {
  const { at, run, lines } = await boxed(t, 'two-way');
  writeFileSync(at('source', 'box/m'), 'edited here');
  writeFileSync(at('destination', 'box/m'), 'edited there');
  writeFileSync(at('destination', 'box/new'), 'new');
  t.match(await run(cutOn('source', 'server')), { exit: 1, copied: 1, updated: 0, conflicts: 0 });
  t.same(lines.sort(), ['copy box/new', 'skip box']);
  t.same(filesBelow(at('source')), { 'box/a': 'a', 'box/m': 'edited here', 'box/new': 'new', 'box/z': 'z' });
});

t.test('nothing comes into a folder of which nothing can be listed', async (t) => {
  const { at, run, lines } = await boxed(t, 'two-way');
  writeFileSync(at('source', 'box/m'), 'edited');
  writeFileSync(at('source', 'box/new'), 'new');
  const shows = { destination: (of: Listing) => (of.path === 'box' ? unlistable(of) : of) };
  t.match(await run({ kind: 'directory', shows }), { exit: 1, copied: 0, updated: 0 });
  t.same(lines, ['skip box']);
  t.same(filesBelow(at('destination')), { 'box/a': 'a', 'box/m': 'm', 'box/z': 'z' });
});
