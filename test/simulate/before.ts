import type { Side } from '@syncline/model';
import type { Tree } from './tree.ts';
import { treeOf } from './tree.ts';
import type { UnseenPaths } from './unseen.ts';
import { unseenIn } from './unseen.ts';
import type { World } from './world.ts';

/** What both sides were at a moment. */
export interface Before extends Readonly<Record<Side, Tree>> {
  /** What no run could see. */
  readonly unseen: UnseenPaths;
}

export function before(world: World): Before {
  const { source, destination } = world;
  return { source: treeOf(source), destination: treeOf(destination), unseen: unseenIn(world) };
}
