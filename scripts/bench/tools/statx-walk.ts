import type { Bench } from '../bench.ts';
import { measure } from '../measure.ts';
import type { Contender } from '../workload.ts';

/** What listing both sides costs at least: statx of every entry, one thread per side. */
export function statxWalk(bench: Bench, source: string, destination: string): Contender {
  return {
    name: 'C statx walk',
    needs: ['cc'],
    shown: 'statx-walk A B (scripts/bench/programs, one thread per side)',
    run: () => measure({ argv: [bench.compiled('statx-walk'), source, destination] }, bench),
    check: () => undefined,
  };
}
