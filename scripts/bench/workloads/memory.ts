import type { Bench } from '../bench.ts';
import { onSameSides } from '../tools/contend.ts';
import { rclone, rsync } from '../tools/local.ts';
import { syncline } from '../tools/syncline.ts';
import type { Tool } from '../tools/tool.ts';
import { unisonUnsafe } from '../tools/two-way.ts';
import type { Contender, Workload } from '../workload.ts';

const TOOLS: readonly (readonly [label: string, Tool])[] = [
  ['rsync', rsync],
  ['rclone', rclone],
  ['unison', unisonUnsafe],
  ['syncline clone', syncline('clone')],
  ['syncline two-way', syncline('two-way')],
];

/** The peak of a no-op over trees of growing size; the wall times are beside the point. */
function curve(bench: Bench): readonly Contender[] {
  const { scale, trees } = bench;
  const sizes = [
    [scale.ftpMail.files, trees.mail(scale.ftpMail)],
    [scale.mail.files, trees.mail(scale.mail)],
    [scale.wide.files, trees.wide()],
  ] as const;
  return sizes.flatMap(([files, tree]) => {
    const { source, destination } = trees.pair(tree);
    return TOOLS.map(([label, tool]) => ({
      ...onSameSides(bench, tool, { source, destination, memory: bench.place.fresh('memory') }),
      name: `${label}, ${files} files`,
    }));
  });
}

export const memory: Workload = {
  name: 'memory',
  title: 'Peak memory of a no-op, 10 000 to 1 000 000 files',
  estimate: { setupSeconds: 500, roundSeconds: 110, gib: 11 },
  set: async (bench) => ({ contenders: curve(bench), targets: [], maxRounds: 1 }),
};
