import type { Bench } from '../bench.ts';
import { compareTrees } from '../compare-trees.ts';
import { measure } from '../measure.ts';
import { described, toNewNames } from '../tools/contend.ts';
import { syncline } from '../tools/syncline.ts';
import type { Tool } from '../tools/tool.ts';
import { bisync, unison } from '../tools/two-way.ts';
import type { Target } from '../targets.ts';
import type { Contender, Workload } from '../workload.ts';

const TARGETS: readonly Target[] = [{ kind: 'ratio', to: ['unison'], atMost: 0.2 }];
const TOOLS: readonly Tool[] = [{ ...unison, slow: true }, bisync, syncline('two-way')];

/** What it costs to meet a pair for the first time, when its sides are alike already. */
function meetingAlikes(bench: Bench, tool: Tool): Contender {
  const { source, destination } = bench.trees.pair(bench.trees.mail(bench.scale.mail));
  return {
    ...described(tool),
    run: () => {
      const first = tool.first ?? tool.command;
      return measure(first(source, destination, bench.place.fresh('memory')), bench.env, bench.signal);
    },
    check: () => compareTrees(source, destination, { ...tool.promised, content: false }),
  };
}

export const firstTwoWay: readonly Workload[] = [
  {
    name: 'first-two-way',
    title: 'First two-way run, 100 000 files, both sides alike',
    estimate: { setupSeconds: 40, roundSeconds: 8, slowSeconds: 115, gib: 2 },
    set: async (bench) => ({
      contenders: TOOLS.map((tool) => meetingAlikes(bench, tool)),
      targets: TARGETS,
    }),
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
