import { rmSync } from 'node:fs';
import type { Bench } from '../bench.ts';
import { compareTrees } from '../compare-trees.ts';
import { meeting } from '../tools/contend.ts';
import { cpPlain, rclone, rcloneUnchecked, rsync } from '../tools/local.ts';
import { syncline } from '../tools/syncline.ts';
import type { Tool } from '../tools/tool.ts';
import type { Contender, Workload } from '../workload.ts';

const rsyncWhole: Tool = {
  ...rsync,
  shown: 'rsync -aW A/ B/',
  command: (source, destination) => ({ argv: ['rsync', '-aW', `${source}/`, `${destination}/`] }),
};

/** Removed after each run: a handful of files, unlike thousands, slows nothing down, and they would fill the disk. */
function copying(bench: Bench, tool: Tool, source: string): Contender {
  let destination = '';
  return {
    ...meeting(bench, tool, () => ({ source, destination })),
    before: () => void (destination = bench.place.fresh('big')),
    check: () => compareTrees(source, destination, tool.promised),
    after: () => rmSync(destination, { recursive: true, force: true }),
  };
}

export const bigCopy: Workload = {
  name: 'big',
  title: '8 × 256 MiB, directory → directory (write-back makes wall times vary: compare CPU too)',
  estimate: { setupSeconds: 10, roundSeconds: 45, gib: 5 },
  set: async (bench) => {
    const { files, mebibytes } = bench.scale.big;
    const source = bench.trees.big(files, mebibytes);
    const tools = [cpPlain, rcloneUnchecked, rclone, rsyncWhole, syncline('clone')];
    return {
      contenders: tools.map((tool) => copying(bench, tool, source)),
      targets: [{ kind: 'ratio', to: [cpPlain.name, rcloneUnchecked.name], atMost: 1 }],
    };
  },
};
