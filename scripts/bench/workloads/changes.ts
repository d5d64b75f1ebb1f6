import type { Bench } from '../bench.ts';
import { compareTrees } from '../compare-trees.ts';
import { onSameSides } from '../tools/contend.ts';
import { rclone, rsync } from '../tools/local.ts';
import { syncline } from '../tools/syncline.ts';
import type { Tool } from '../tools/tool.ts';
import { bisync, unison } from '../tools/two-way.ts';
import { changeMail, ONE_HUNDRED, TWO_HUNDRED } from '../trees/changes.ts';
import type { Contender, Stage, Workload } from '../workload.ts';

/** One source that changes, and a copy of it for each. */
function oneWay(bench: Bench): Stage {
  const tree = bench.trees.mail(bench.scale.mail);
  const source = bench.trees.copyOf(tree, 'changing');
  const contend = (tool: Tool): Contender => {
    const destination = bench.trees.copyOf(tree, 'behind');
    const sides = { source, destination, memory: bench.place.fresh('memory') };
    return {
      ...onSameSides(bench, tool, sides),
      check: () => compareTrees(source, destination, tool.promised),
    };
  };
  return {
    contenders: [rsync, rclone, syncline('clone')].map(contend),
    targets: [{ kind: 'ratio', to: ['rsync'], atMost: 0.8 }],
    beforeRound: (round) => changeMail(source, round, TWO_HUNDRED),
  };
}

/** A pair for each, whose two sides change the same way for all. */
function twoWay(bench: Bench): Stage {
  const tree = bench.trees.mail(bench.scale.mail);
  const contend = (tool: Tool): Contender => {
    const [source, destination] = [bench.trees.copyOf(tree, 'left'), bench.trees.copyOf(tree, 'right')];
    return {
      ...onSameSides(bench, tool, { source, destination, memory: bench.place.fresh('memory') }),
      before: (round) => {
        changeMail(source, round, ONE_HUNDRED, 'even');
        changeMail(destination, round, ONE_HUNDRED, 'odd');
      },
      check: () => compareTrees(source, destination, tool.promised),
    };
  };
  return { contenders: [unison, bisync, syncline('two-way')].map(contend), targets: [] };
}

export const changes: readonly Workload[] = [
  {
    name: 'changes-clone',
    title: '200 changes, clone, 100 000 files',
    estimate: { setupSeconds: 60, roundSeconds: 30, gib: 3.3 },
    set: async (bench) => oneWay(bench),
  },
  {
    name: 'changes-two-way',
    title: '200 changes, 100 on each side, two-way, 100 000 files',
    estimate: { setupSeconds: 200, roundSeconds: 20, slowSeconds: 80, gib: 4.8 },
    set: async (bench) => twoWay(bench),
  },
];
