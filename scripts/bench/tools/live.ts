import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Bench } from '../bench.ts';
import type { Command } from '../measure.ts';
import { killGroup } from '../measure.ts';
import type { FtpServer } from '../servers.ts';
import { lftp, synclineFtp } from './ftp.ts';
import { syncline } from './syncline.ts';

const KEPT_OUTPUT_CHARS = 2_000;

/** How a program keeps watching a directory and carries what happens there. */
export interface LiveTool {
  readonly name: string;
  readonly needs: readonly string[];
  readonly shown: string;
  /** `memory` is a path that is free, for its configuration or what it has to remember. */
  command(source: string, destination: string, memory: string): Command;
}

/** The same, to a folder of a server. */
export interface LiveFtpTool extends Omit<LiveTool, 'command'> {
  command(source: string, server: FtpServer, remote: string, memory: string): Command;
}

export const lsyncd: LiveTool = {
  name: 'lsyncd',
  needs: ['lsyncd', 'rsync'],
  shown: 'lsyncd, default.rsync, delay = 0',
  command: (source, destination, memory) => {
    const places = `source = ${JSON.stringify(source)}, target = ${JSON.stringify(destination)}`;
    writeFileSync(memory, `settings { nodaemon = true }\nsync { default.rsync, ${places}, delay = 0 }\n`);
    return { argv: ['lsyncd', memory] };
  },
};

/** The loop that many a server runs: whatever happened within 50 ms in `$0` is carried by one command. */
function loop(carry: string): string {
  const events = 'inotifywait -m -r -q -e close_write,move,delete "$0"';
  return `${events} | while read -r line; do while read -r -t 0.05 line; do :; done; ${carry}; done`;
}

export const rsyncLoop: LiveTool = {
  name: 'inotifywait and rsync',
  needs: ['inotifywait', 'rsync'],
  shown: 'inotifywait -m -r A | (50 ms) rsync -a --delete A/ B/',
  command: (source, destination) => ({
    argv: ['bash', '-c', loop('rsync -a --delete "$0/" "$1/"'), source, destination],
  }),
};

export const lftpLoop: LiveFtpTool = {
  name: 'inotifywait and lftp',
  needs: ['inotifywait', 'lftp'],
  shown: `inotifywait -m -r A | (50 ms) ${lftp.shownUp}`,
  command: (source, server, remote, memory) => {
    const { argv } = lftp.up(source, server, remote, memory);
    return { argv: ['bash', '-c', loop('"$@"'), source, ...argv] };
  },
};

export const synclineLive: LiveTool = {
  name: 'syncline',
  needs: [],
  shown: `${syncline('clone').shown} --live`,
  command: (source, destination, memory) => {
    const { argv } = syncline('clone').command(source, destination, memory);
    return { argv: [...argv, '--live'] };
  },
};

export const synclineFtpLive: LiveFtpTool = {
  name: 'syncline',
  needs: [],
  shown: `${synclineFtp.shownUp} --live`,
  command: (source, server, remote, memory) => {
    const { argv, env } = synclineFtp.up(source, server, remote, memory);
    return { argv: [...argv, '--live'], env: env! };
  },
};

/** A program that watches, until it is stopped. */
export interface Watching {
  /** Says why when it has ended by itself. */
  ended(): string | undefined;
  stop(): Promise<void>;
}

export function startWatching(bench: Bench, { argv, env }: Command): Watching {
  const [program, ...args] = argv;
  const child = spawn(program!, args, {
    env: { ...bench.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_OUTPUT_CHARS)));
  return {
    ended: () => (child.exitCode === null ? undefined : `it ended with ${child.exitCode}: ${output.trim()}`),
    stop: async () => {
      killGroup(child.pid!);
      await exited;
    },
  };
}
