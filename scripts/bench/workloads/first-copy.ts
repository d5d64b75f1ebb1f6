import { cp, rclone, rsync } from '../tools/local.ts';
import { syncline } from '../tools/syncline.ts';
import { toNewNames } from '../tools/contend.ts';
import type { Workload } from '../workload.ts';

export const firstCopy: Workload = {
  name: 'copy',
  title: 'First copy, 100 000 small files, directory → directory',
  estimate: { setupSeconds: 20, roundSeconds: 65, gib: 1, gibPerRound: 2.6 },
  set: async (bench) => {
    const source = bench.trees.mail(bench.scale.mail);
    const tools = [cp, rsync, rclone, syncline('clone')];
    return {
      contenders: tools.map((tool) => toNewNames(bench, tool, source)),
      targets: [{ kind: 'ratio', to: ['rsync'], atMost: 0.7 }],
    };
  },
};
