import { TO_THE_MICROSECOND } from '../compare-trees.ts';
import type { Tool } from './tool.ts';

const KEEPS_TIMES = { mtimeToleranceNs: TO_THE_MICROSECOND } as const;

export const cp: Tool = {
  name: 'cp',
  needs: ['cp'],
  shown: 'cp -a A B',
  promised: KEEPS_TIMES,
  command: (source, destination) => ({ argv: ['cp', '-a', source, destination] }),
};

/** Reads and writes, where `cp -a` may share blocks; keeps no times. */
export const cpPlain: Tool = {
  name: 'cp',
  needs: ['cp'],
  shown: 'cp -r --reflink=never A B',
  promised: {},
  command: (source, destination) => ({ argv: ['cp', '-r', '--reflink=never', source, destination] }),
};

export const rsync: Tool = {
  name: 'rsync',
  needs: ['rsync'],
  shown: 'rsync -a --delete A/ B/',
  promised: KEEPS_TIMES,
  command: (source, destination) => ({ argv: ['rsync', '-a', '--delete', `${source}/`, `${destination}/`] }),
};

export const rclone: Tool = {
  name: 'rclone',
  needs: ['rclone'],
  shown: 'rclone sync A B --create-empty-src-dirs -q',
  promised: KEEPS_TIMES,
  command: (source, destination) => ({
    argv: ['rclone', 'sync', source, destination, '--create-empty-src-dirs', '-q'],
  }),
};

export const rcloneUnchecked: Tool = {
  ...rclone,
  name: 'rclone without checksum',
  shown: `${rclone.shown} --ignore-checksum`,
  command: (...places) => ({ argv: [...rclone.command(...places).argv, '--ignore-checksum'] }),
};
