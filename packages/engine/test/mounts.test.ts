import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bound, cannotMount, mounted, unmount } from '../../../test/support/mount.ts';
import { filesBelow, world } from './watched-world.js';

const skip = cannotMount;
const REFUSED = { exit: 3, deleted: 0, reason: /mounted at "m" of the .* was unmounted meanwhile/ };

for (const mode of ['clone', 'two-way'] as const) {
  t.test(
    `F16: what is unmounted at the source once it was seen there deletes nothing, ${mode}`,
    { skip },
    async (t) => {
      const { at, run } = world(t, mode, ['m']);
      mounted(t, at('source', 'm'), '1m');
      writeFileSync(at('source', 'm/x'), 'mounted');
      writeFileSync(at('source', 'stays'), 'stays');
      t.match(await run({ kind: 'directory' }), { exit: 0, copied: 2 });
      const before = async (path: string): Promise<void> => {
        if (path === 'm') unmount(at('source', 'm'));
      };
      t.match(await run({ kind: 'directory', before }), REFUSED);
      t.same(filesBelow(at('destination')), { 'm/x': 'mounted', stays: 'stays' });
    },
  );
}

t.test(
  'F16: what is written where the destination was unmounted meanwhile does not count as being there',
  { skip },
  async (t) => {
    const { at, run } = world(t, 'two-way', ['m']);
    const disk = join(at('source'), '..', 'disk');
    mounted(t, disk, '1m');
    bound(t, disk, at('destination', 'm'));
    writeFileSync(at('source', 'm/x'), 'x');
    t.match(await run({ kind: 'directory' }), { exit: 0, copied: 1 });
    writeFileSync(at('source', 'm/new'), 'new');
    const listed = (path: string): void => {
      if (path === 'm') unmount(at('destination', 'm'));
    };
    t.match(await run({ kind: 'directory', listed }), REFUSED);
    bound(t, disk, at('destination', 'm'));
    t.match(await run({ kind: 'directory' }), { exit: 0, copied: 1, deleted: 0 });
    t.ok(existsSync(at('source', 'm/new')));
    t.match(filesBelow(at('destination')), { 'm/new': 'new', 'm/x': 'x' });
  },
);
