import type { Bench } from '../bench.ts';
import { measure } from '../measure.ts';
import { onSameSides } from '../tools/contend.ts';
import { rclone, rsync } from '../tools/local.ts';
import { SYNCLINE, syncline } from '../tools/syncline.ts';
import { unison } from '../tools/two-way.ts';
import type { Contender, Workload } from '../workload.ts';

const HELP_MS = 120;
const EMPTY_MS = 250;

function asking(bench: Bench, name: string, shown: string, argv: readonly string[]): Contender {
  return {
    name,
    shown,
    run: () => measure({ argv }, bench),
    check: () => undefined,
  };
}

export const starts: readonly Workload[] = [
  {
    name: 'help',
    title: 'Start-up: --help',
    estimate: { setupSeconds: 0, roundSeconds: 1, gib: 0 },
    set: async (bench) => ({
      contenders: [
        asking(bench, 'node alone', 'node -e 0', [process.execPath, '-e', '0']),
        { ...asking(bench, 'rsync', 'rsync --help', ['rsync', '--help']), needs: ['rsync'] },
        { ...asking(bench, 'rclone', 'rclone --help', ['rclone', '--help']), needs: ['rclone'] },
        asking(bench, 'syncline', 'syncline --help', [...SYNCLINE, '--help']),
      ],
      targets: [{ kind: 'wall', atMostMs: HELP_MS }],
    }),
  },
  {
    name: 'empty',
    title: 'Start-up: no-op of an empty pair',
    estimate: { setupSeconds: 2, roundSeconds: 2, gib: 0 },
    set: async (bench) => ({
      contenders: [rsync, rclone, unison, syncline('clone')].map((tool) =>
        onSameSides(bench, tool, {
          source: bench.place.freshDirectory('empty'),
          destination: bench.place.freshDirectory('empty'),
          memory: bench.place.fresh('memory'),
        }),
      ),
      targets: [{ kind: 'wall', atMostMs: EMPTY_MS }],
    }),
  },
];
