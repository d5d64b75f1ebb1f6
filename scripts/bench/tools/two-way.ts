import { TO_THE_MICROSECOND, TO_THE_SECOND } from '../compare-trees.ts';
import type { Tool } from './tool.ts';

export const unison: Tool = {
  name: 'unison',
  needs: ['unison'],
  shown: 'unison A B -batch -times -ui text -silent',
  promised: { mtimeToleranceNs: TO_THE_SECOND },
  command: (source, destination, memory) => ({
    argv: ['unison', source, destination, '-batch', '-times', '-ui', 'text', '-silent'],
    env: { UNISON: memory },
  }),
};

/** Its archives made without reading the files: with a million of them, the other way takes far longer than all else. */
export const unisonUnsafe: Tool = {
  ...unison,
  shown: `${unison.shown} (archives built with -fastercheckUNSAFE)`,
  first: (source, destination, memory) => {
    const { argv, env } = unison.command(source, destination, memory);
    return { argv: [...argv, '-fastercheckUNSAFE'], env: env! };
  },
};

/** It leaves out folders without files. */
export const bisync: Tool = {
  name: 'rclone bisync',
  needs: ['rclone'],
  shown: 'rclone bisync A B --workdir W -q',
  promised: { mtimeToleranceNs: TO_THE_MICROSECOND, emptyFolders: false },
  slow: true,
  command: (source, destination, memory) => ({
    argv: ['rclone', 'bisync', source, destination, '--workdir', memory, '-q'],
  }),
  shownFirst: 'rclone bisync A B --workdir W -q --resync',
  first: (source, destination, memory) => ({
    argv: ['rclone', 'bisync', source, destination, '--workdir', memory, '-q', '--resync'],
  }),
};
