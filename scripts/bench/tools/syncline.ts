import { join } from 'node:path';
import { TO_THE_MICROSECOND } from '../compare-trees.ts';
import { root } from '../../run.mjs';
import type { Tool } from './tool.ts';

/** The built command, as it is started by whoever uses it. */
export const SYNCLINE = [process.execPath, join(root, 'packages/cli/bin/syncline.js')] as const;

export function syncline(mode: 'clone' | 'two-way'): Tool {
  return {
    name: 'syncline',
    needs: [],
    shown: `syncline sync A B --mode ${mode} --quiet`,
    promised: { mtimeToleranceNs: TO_THE_MICROSECOND },
    command: (source, destination, memory) => ({
      argv: [...SYNCLINE, ...synclineArgs(source, destination, mode, memory)],
    }),
  };
}

export function synclineArgs(
  source: string,
  destination: string,
  mode: string,
  state: string,
): readonly string[] {
  return ['sync', source, destination, '--mode', mode, '--state', state, '--quiet'];
}
