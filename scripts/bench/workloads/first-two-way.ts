import { meeting, toNewNames } from '../tools/contend.ts';
import { syncline } from '../tools/syncline.ts';
import type { Tool } from '../tools/tool.ts';
import { bisync, unison } from '../tools/two-way.ts';
import type { Target } from '../targets.ts';
import type { Workload } from '../workload.ts';

const TARGETS: readonly Target[] = [{ kind: 'ratio', to: ['unison'], atMost: 0.2 }];
const TOOLS: readonly Tool[] = [{ ...unison, slow: true }, bisync, syncline('two-way')];

export const firstTwoWay: readonly Workload[] = [
  {
    name: 'first-two-way',
    title: 'First two-way run, 100 000 files, both sides alike',
    estimate: { setupSeconds: 40, roundSeconds: 8, slowSeconds: 115, gib: 2 },
    set: async (bench) => {
      const pair = bench.trees.pair(bench.trees.mail(bench.scale.mail));
      return { contenders: TOOLS.map((tool) => meeting(bench, tool, () => pair)), targets: TARGETS };
    },
  },
  {
    name: 'copy-two-way',
    title: 'First two-way run, 100 000 files, one side empty',
    estimate: { setupSeconds: 20, roundSeconds: 15, slowSeconds: 60, gib: 3, gibPerRound: 0.7 },
    set: async (bench) => ({
      contenders: [{ ...unison, slow: true }, syncline('two-way')].map((tool) =>
        toNewNames(bench, tool, bench.trees.mail(bench.scale.mail)),
      ),
      targets: TARGETS,
    }),
  },
];
