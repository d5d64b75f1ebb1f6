import type { Edit } from './edits.ts';
import type { History } from './history.ts';
import type { World } from './world.ts';
import { treeOf } from './tree.ts';

/** A history in a few lines. */
export function showHistory({ seed, config, epochs }: History): string {
  const lines = epochs.map(({ pauseUs, edits, plan, losesJournal = false }) => {
    return `  after ${pauseUs / 1e6} s: ${showEdits(edits) || 'no edit'}; ${losesJournal ? 'the journal is lost; ' : ''}run ${JSON.stringify(plan)}`;
  });
  return [`seed ${seed} ${JSON.stringify(config)}`, ...lines].join('\n');
}

export function showEdits(edits: readonly Edit[]): string {
  return edits.map(({ side, kind, numbers }) => `${side} ${kind}(${numbers.join(',')})`).join('; ');
}

/** Both sides, one line each. */
export function showWorld(world: World): string {
  return (['source', 'destination'] as const)
    .map((side) => {
      const entries = [...treeOf(world[side])].map(([path, { content, ino }]) => `${path}=${content}@${ino}`);
      return `    ${side}: ${entries.join(' ')}`;
    })
    .join('\n');
}
