import type { Bench } from '../bench.ts';
import { onSameSides } from '../tools/contend.ts';
import { rclone, rsync } from '../tools/local.ts';
import { statxWalk } from '../tools/statx-walk.ts';
import { syncline } from '../tools/syncline.ts';
import type { Tool } from '../tools/tool.ts';
import { bisync, unison, unisonUnsafe } from '../tools/two-way.ts';
import type { Contender, Workload } from '../workload.ts';

const SMALL_LIMIT_BYTES = 150e6;
const LARGE_LIMIT_BYTES = 250e6;

/** All on the same two trees, which none of them changes. */
function contenders(bench: Bench, tree: string, tools: readonly Tool[]): readonly Contender[] {
  const { source, destination } = bench.trees.pair(tree);
  return [
    statxWalk(bench, source, destination),
    ...tools.map((tool) =>
      onSameSides(bench, tool, { source, destination, memory: bench.place.fresh('memory') }),
    ),
  ];
}

export const noOps: readonly Workload[] = [
  {
    name: 'noop-clone',
    title: 'No-op, clone, 100 000 files both sides',
    estimate: { setupSeconds: 40, roundSeconds: 12, gib: 2 },
    set: async (bench) => ({
      contenders: contenders(bench, bench.trees.mail(bench.scale.mail), [rsync, rclone, syncline('clone')]),
      targets: [
        { kind: 'ratio', to: ['rsync'], atMost: 1 },
        { kind: 'ratio', to: ['rclone'], atMost: 0.5 },
        { kind: 'memory', atMostBytes: SMALL_LIMIT_BYTES },
      ],
    }),
  },
  {
    name: 'noop-two-way',
    title: 'No-op, two-way, 100 000 files both sides',
    estimate: { setupSeconds: 180, roundSeconds: 8, slowSeconds: 40, gib: 2 },
    set: async (bench) => ({
      contenders: contenders(bench, bench.trees.mail(bench.scale.mail), [
        unison,
        bisync,
        syncline('two-way'),
      ]),
      targets: [
        { kind: 'ratio', to: ['unison'], atMost: 0.7 },
        { kind: 'ratio', to: ['rclone bisync'], atMost: 0.03 },
        { kind: 'memory', atMostBytes: SMALL_LIMIT_BYTES },
      ],
    }),
  },
  {
    name: 'noop-clone-1m',
    title: 'No-op, clone, 1 000 000 files both sides',
    estimate: { setupSeconds: 420, roundSeconds: 90, gib: 9 },
    set: async (bench) => ({
      contenders: contenders(bench, bench.trees.wide(), [rsync, rclone, syncline('clone')]),
      targets: [
        { kind: 'ratio', to: ['rsync'], atMost: 0.7 },
        { kind: 'ratio', to: ['C statx walk'], atMost: 2.5 },
        { kind: 'memory', atMostBytes: LARGE_LIMIT_BYTES },
      ],
    }),
  },
  {
    name: 'noop-two-way-1m',
    title: 'No-op, two-way, 1 000 000 files both sides',
    estimate: { setupSeconds: 420, roundSeconds: 70, gib: 9 },
    set: async (bench) => ({
      contenders: contenders(bench, bench.trees.wide(), [unisonUnsafe, syncline('two-way')]),
      targets: [
        { kind: 'ratio', to: ['unison'], atMost: 0.4 },
        { kind: 'memory', atMostBytes: LARGE_LIMIT_BYTES },
      ],
    }),
  },
];
