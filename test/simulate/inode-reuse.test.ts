import { VolumeHand } from '@syncline/endpoint';
import { pathFromText } from '@syncline/model';
import t from 'tap';
import { EXACT, EXACT_SIDE, type Config } from './config.ts';
import { run } from './drive.ts';
import { treeOf } from './tree.ts';
import { newWorld } from './world.ts';

const config: Config = { ...EXACT, source: { ...EXACT_SIDE, timePrecisionUs: 2_000_000 } };

/** Makes something, syncs, puts something else in its place under another name, and syncs again. */
async function replaced(
  make: (hand: VolumeHand) => void,
  replace: (hand: VolumeHand) => void,
): Promise<string[]> {
  const world = newWorld(config);
  world.truth.made.add('four');
  const hand = new VolumeHand(world.source);
  make(hand);
  await run(world);
  hand.remove(pathFromText('old'));
  replace(hand);
  const { outcomes } = await run(world);
  t.same(
    outcomes.map(({ op }) => op),
    ['copy', 'delete'],
  );
  return [...treeOf(world.destination)].map(([path, { content }]) => `${path} ${content}`);
}

t.test('a link that takes the inode number of a file within one tick is no rename of it', async (t) => {
  const made = await replaced(
    (hand) => hand.putFile(pathFromText('old'), 'four'),
    (hand) => hand.putLink(pathFromText('new'), 'here'),
  );
  t.same(made, ['new L:here']);
});

t.test('a link that takes the inode number of another link within one tick is no rename of it', async (t) => {
  const made = await replaced(
    (hand) => hand.putLink(pathFromText('old'), 'here'),
    (hand) => hand.putLink(pathFromText('new'), 'near'),
  );
  t.same(made, ['new L:near']);
});

t.test('a file that takes the inode number of a link within one tick is no rename of it', async (t) => {
  const made = await replaced(
    (hand) => hand.putLink(pathFromText('old'), 'here'),
    (hand) => hand.putFile(pathFromText('new'), 'four'),
  );
  t.same(made, ['new F:four']);
});
