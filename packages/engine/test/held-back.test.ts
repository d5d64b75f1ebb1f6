import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Listing } from '@syncline/model';
import t from 'tap';
import { unlistable } from './watched-source.js';
import { filesBelow, world } from './watched-world.js';

const KINDS = ['directory', 'server', 'plain server'] as const;

for (const mode of ['clone', 'two-way'] as const) {
  for (const kind of KINDS) {
    t.test(`C7: what has another name after every look is not deleted (${mode}, ${kind})`, async (t) => {
      const { at, run, lines } = world(t, mode, ['cur', 'new']);
      writeFileSync(at('source', 'new/1.host'), 'mail');
      writeFileSync(at('source', 'new/2.host'), 'another mail');
      writeFileSync(at('source', 'new/3.host'), 'same');
      writeFileSync(at('source', 'stays'), 'stays');
      await run({ kind });
      for (const gone of ['new/2.host', 'new/3.host']) rmSync(at('source', gone));
      let [name, turns] = ['new/1.host', 0];
      const listed = (path: string): void => {
        if (path !== 'cur') return;
        turns += 1;
        const next = `cur/1.host:${turns}`;
        renameSync(at('source', name), at('source', next));
        name = next;
      };
      t.match(await run({ kind, listed, order: ['cur', 'new'] }), { exit: 1, failed: 0 });
      const tells = kind !== 'plain server';
      const third = tells ? 'delete new/3.host' : 'skip new/3.host';
      t.same(lines.sort(), ['delete new/2.host', 'skip new/1.host', third].sort());
      t.same(filesBelow(at('destination')), {
        'new/1.host': 'mail',
        ...(tells ? {} : { 'new/3.host': 'same' }),
        stays: 'stays',
      });
      t.match(await run({ kind }), { exit: 0 });
      t.same(filesBelow(at('destination')), { [name]: 'mail', stays: 'stays' });
    });

    t.test(`C7: what goes where the other side cannot list is not deleted (${mode}, ${kind})`, async (t) => {
      const { at, run, lines } = world(t, mode, ['cur', 'new']);
      writeFileSync(at('source', 'new/1.host'), 'mail');
      writeFileSync(at('source', 'stays'), 'stays');
      await run({ kind });
      let moved = false;
      const listed = (path: string): void => {
        if (path !== 'cur' || moved) return;
        moved = true;
        renameSync(at('source', 'new/1.host'), at('source', 'cur/1.host:2,S'));
      };
      const shows = { destination: (of: Listing) => (of.path === 'cur' ? unlistable(of) : of) };
      const hooks = { kind, listed, order: ['cur', 'new'], shows } as const;
      t.match(await run(hooks), { exit: 1, failed: 0 });
      t.same(lines.sort(), ['skip cur', 'skip new/1.host']);
      t.same(filesBelow(at('destination')), { 'new/1.host': 'mail', stays: 'stays' });
      t.match(await run({ kind }), { exit: 0 });
      t.same(filesBelow(at('destination')), { 'cur/1.host:2,S': 'mail', stays: 'stays' });
    });
  }

  for (const kind of ['directory', 'server'] as const) {
    t.test(`C7: what left again is renamed to where it is found next (${mode}, ${kind})`, async (t) => {
      const { at, run, lines } = world(t, mode, ['cur', 'new']);
      writeFileSync(at('source', 'new/1.host'), 'mail');
      writeFileSync(at('source', 'stays'), 'stays');
      await run({ kind });
      const names = ['new/1.host', 'cur/1.host:2,', 'cur/1.host:2,S'];
      const listed = (path: string): void => {
        if (path === 'cur' && names.length > 1)
          renameSync(at('source', names.shift()!), at('source', names[0]!));
      };
      t.match(await run({ kind, listed, order: ['cur', 'new'] }), { exit: 0, moved: 1 });
      t.same(lines, ['move cur/1.host:2,S']);
      t.same(filesBelow(at('destination')), { 'cur/1.host:2,S': 'mail', stays: 'stays' });
    });

    t.test(
      `C3: what goes into a folder that waits to be renamed is renamed (${mode}, ${kind})`,
      async (t) => {
        const { at, run, lines } = world(t, mode, ['b/d', 'new/sub']);
        for (const name of ['b/d/one', 'new/1.host', 'new/sub/2.host', 'stays'])
          writeFileSync(at('source', name), name);
        await run({ kind });
        renameSync(at('source', 'b/d'), at('source', 'd'));
        mkdirSync(at('source', 'd/other'));
        let moved = false;
        const listed = (path: string): void => {
          if (path !== 'd' || moved) return;
          moved = true;
          renameSync(at('source', 'new/1.host'), at('source', 'd/1.host:2,S'));
          renameSync(at('source', 'new/sub'), at('source', 'd/sub'));
        };
        t.match(await run({ kind, listed, order: ['d', 'new'] }), {
          exit: 0,
          moved: 3,
          deleted: 0,
          bytes: 0,
        });
        t.same(filesBelow(at('destination')), {
          'd/one': 'b/d/one',
          'd/1.host:2,S': 'new/1.host',
          'd/sub/2.host': 'new/sub/2.host',
          stays: 'stays',
        });
        await run({ kind });
        t.same(lines, []);
      },
    );
  }
}
