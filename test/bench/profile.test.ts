import t from 'tap';
import type { CpuProfile, ProfileNode } from '../../scripts/bench/profile/cpu-profile.ts';
import { addUp } from '../../scripts/bench/profile/cpu-profile.ts';
import { profiling } from '../../scripts/bench/profile/profiling.ts';

function node(id: number, functionName: string, children: readonly number[] = []): ProfileNode {
  return { id, callFrame: { functionName, url: '', lineNumber: 0 }, children };
}

t.test('a function has the time of what it calls, once, even when it calls itself', async (test) => {
  const profile: CpuProfile = {
    nodes: [node(1, '(root)', [2]), node(2, 'walk', [3]), node(3, 'walk', [4]), node(4, 'read')],
    samples: [2, 3, 4, 4],
    timeDeltas: [1e6, 1e6, 1e6, 1e6],
  };
  const { totalSeconds, self, inclusive } = addUp([profile, profile]);
  test.equal(totalSeconds, 8);
  test.same(Object.fromEntries(self), { walk: 4, read: 4 });
  test.same(Object.fromEntries(inclusive), { '(root)': 8, walk: 8, read: 4 });
});

t.test('only Syncline is profiled, and only when asked', async (test) => {
  const argv = ['nsenter', 'node', '/syncline.js', 'sync'];
  test.same(profiling(argv, '/syncline.js', undefined), argv);
  test.same(profiling(['rsync'], '/syncline.js', '/profiles'), ['rsync']);
  test.same(profiling(argv, '/syncline.js', '/profiles'), [
    'nsenter',
    'node',
    '--cpu-prof',
    '--cpu-prof-dir=/profiles',
    '/syncline.js',
    'sync',
  ]);
});
