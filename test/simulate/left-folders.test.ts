import { VolumeHand } from '@syncline/endpoint';
import { pathFromText } from '@syncline/model';
import t from 'tap';
import { EXACT, type Config } from './config.ts';
import { run } from './drive.ts';
import { tempsOf, treeOf } from './tree.ts';
import type { World } from './world.ts';
import { newWorld } from './world.ts';

const config: Config = { ...EXACT, mode: 'simple' };

/** A source with a folder in a folder, and a destination with one of its own. */
function filledWorld(): World {
  const world = newWorld(config);
  const [source, destination] = [new VolumeHand(world.source), new VolumeHand(world.destination)];
  for (const folder of ['d', 'd/e']) source.putDirectory(pathFromText(folder));
  for (const file of ['a', 'd/b', 'd/e/c']) {
    source.putFile(pathFromText(file), file);
    world.truth.made.add(file);
  }
  destination.putDirectory(pathFromText('own'));
  return world;
}

t.test('a stopped run leaves no temp file in a folder that the source has no more', async (t) => {
  const { steps } = await run(filledWorld());
  let left = 0;
  for (let crashAt = 1; crashAt <= steps; crashAt += 1) {
    const world = filledWorld();
    await run(world, { crashAt });
    left += tempsOf(world.destination).length;
    new VolumeHand(world.source).remove(pathFromText('d'));
    const { summary } = await run(world);
    t.equal(summary.exit, 0);
    t.same(tempsOf(world.destination), [], `stopped at step ${crashAt} of ${steps}`);
    t.ok(treeOf(world.destination).has(pathFromText('own')));
  }
  t.ok(left > 0, 'temp files were left to be removed');
});
