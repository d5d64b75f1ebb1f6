import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { liveTo } from '../live/following.ts';
import { bench } from '../support/bench.ts';
import { cannotOverlay, mountedOverlay } from '../support/mount.ts';
import { only } from '../support/only.ts';
import { plant } from '../support/plant.ts';

const skip = cannotOverlay;

/** Makes a folder that is part of a container's image the root of a side. */
function inImage(t: Test, root: string, side: string): void {
  mountedOverlay(t, join(root, 'container'));
  symlinkSync(join(root, 'container', 'data'), side);
}

t.test(
  'a root that a container has from its image stays the same one when it is written',
  { skip },
  async (t) => {
    const { root, source, destination, run } = bench(t, { source: { a: 'one', b: 'two' } });
    inImage(t, root, destination);
    t.match(await run('--mode', 'clone'), { exit: 0, summary: { copied: 2 } });
    rmSync(join(source, 'a'));
    t.match(await run('--mode', 'clone'), { exit: 0, lines: only(['delete a']) });
  },
);

t.test('… and is followed on', { skip }, async (t) => {
  const sides = liveTo(t);
  plant(sides.source, { a: 'one', b: 'two' });
  inImage(t, sides.root, sides.destination);
  const one = await sides.follow();
  rmSync(join(sides.source, 'a'));
  await one.until('the delete', () => !existsSync(join(sides.destination, 'a')));
  t.notMatch(one.stderr(), /another directory/);
  t.equal((await one.stop()).exit, 0);
});
