import { VolumeHand } from '@syncline/endpoint';
import { pathFromText } from '@syncline/model';
import t from 'tap';
import { EXACT } from './config.ts';
import { run } from './drive.ts';
import * as judge from './judge.ts';
import { createRandom } from './random.ts';
import { treeOf } from './tree.ts';
import type { World } from './world.ts';
import { copyMoment, momentAfterCut, momentOf, newWorld, noteAgreement, SIDES, worldFrom } from './world.ts';

/** Two sides in step, and a directory that a user has just renamed on one of them. */
async function renamedWorld(): Promise<World> {
  const world = newWorld(EXACT, { cuttable: true });
  const hand = new VolumeHand(world.source);
  for (const directory of ['d', 'd/s']) hand.putDirectory(pathFromText(directory));
  for (const file of ['d/x', 'd/y', 'd/s/z']) {
    hand.putFile(pathFromText(file), file);
    world.truth.made.add(file);
    world.truth.live.add(`F:${file}`);
  }
  await run(world);
  noteAgreement(world);
  world.clock.us += 600_000_000;
  hand.rename(pathFromText('d'), pathFromText('e'));
  for (const each of SIDES) world[each].flushed();
  return world;
}

t.test(
  'a process that ends at any step, and a power cut at any step of the next run, undo no rename',
  async (t) => {
    const before = await renamedWorld();
    const eve = momentOf(before);
    const { steps, outcomes } = await run(before);
    t.match(outcomes, [{ op: 'move', path: 'e', from: 'd' }]);
    const wrong: string[] = [];
    for (let at = 1; at <= steps; at += 1) {
      for (let again = 1; again <= 2 * steps; again += 1) {
        const world = worldFrom(before, copyMoment(eve));
        await run(world, { crashAt: at });
        const { crashed } = await run(world, { crashAt: again, lenient: true });
        if (!crashed) break;
        const after = worldFrom(world, momentAfterCut(world, createRandom(at * 1_000 + again)));
        await run(after, { lenient: true });
        judge.requireNothingLost(after);
        judge.requireConverged(after);
        const names = [...treeOf(after.source).keys()].join(' ');
        if (names !== 'e e/s e/s/z e/x e/y') wrong.push(`stopped at ${at} and ${again}: ${names}`);
      }
    }
    t.strictSame(wrong, []);
  },
);
