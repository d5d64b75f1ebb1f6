import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Promised } from '../compare-trees.ts';
import { TO_THE_SECOND } from '../compare-trees.ts';
import type { Command } from '../measure.ts';
import type { Server } from '../servers.ts';
import { isThere } from '../peers/programs.ts';
import { SYNCLINE, synclineArgs } from './syncline.ts';

export const CONNECTIONS = 8;

/** How a program keeps a folder of a server in step with a directory, or a directory with it. */
export interface FtpTool {
  readonly name: string;
  readonly needs: readonly string[];
  readonly shownUp: string;
  readonly shownDown: string;
  readonly promised: Promised;
  /** `remote` is relative to the login directory; `memory` as in `Tool`. */
  up(local: string, server: Server, remote: string, memory: string): Command;
  down(server: Server, remote: string, local: string, memory: string): Command;
}

const SECONDS: Promised = { mtimeToleranceNs: TO_THE_SECOND };

function lftpCommand({ at, host, port, password }: Server, command: string): Command {
  const open = `set ftp:ssl-allow no; set cmd:fail-exit yes; open -u test,${password} -p ${port} ${host}`;
  return { argv: [...at, 'lftp', '-c', `${open}; ${command}`] };
}

export const lftp: FtpTool = {
  name: 'lftp',
  needs: ['lftp'],
  shownUp: `lftp -c 'open …; mirror -R --delete --parallel=${CONNECTIONS} A B'`,
  shownDown: `lftp -c 'open …; mirror --delete --parallel=${CONNECTIONS} A B'`,
  promised: SECONDS,
  up: (local, server, remote) =>
    lftpCommand(server, `mirror -R --delete --parallel=${CONNECTIONS} ${local} ${remote}`),
  down: (server, remote, local) =>
    lftpCommand(server, `mirror --delete --parallel=${CONNECTIONS} ${remote} ${local}`),
};

const RCLONE_OPTIONS = [
  '--create-empty-src-dirs',
  '--transfers',
  String(CONNECTIONS),
  '--checkers',
  String(CONNECTIONS),
  // Without it, rclone 1.60 downloads a large file in parts, and proftpd aborts them.
  '--multi-thread-streams',
  '0',
  '-q',
];

function rcloneCommand(server: Server, source: string, destination: string): Command {
  const { at, host, port, password } = server;
  const env = {
    RCLONE_CONFIG_BENCH_TYPE: 'ftp',
    RCLONE_CONFIG_BENCH_HOST: host,
    RCLONE_CONFIG_BENCH_PORT: String(port),
    RCLONE_CONFIG_BENCH_USER: 'test',
    RCLONE_CONFIG_BENCH_PASS: obscured(password),
  };
  return { argv: [...at, 'rclone', 'sync', source, destination, ...RCLONE_OPTIONS], env };
}

const obscuredPasswords = new Map<string, string>();

/** rclone takes a password only in its own encoding. */
function obscured(password: string): string {
  let known = obscuredPasswords.get(password);
  if (known === undefined && isThere('rclone')) {
    known = spawnSync('rclone', ['obscure', password], { encoding: 'utf8' }).stdout.trim();
    obscuredPasswords.set(password, known);
  }
  return known ?? '';
}

export const rcloneFtp: FtpTool = {
  name: 'rclone',
  needs: ['rclone'],
  shownUp: `rclone sync A ftp:B ${RCLONE_OPTIONS.join(' ')}`,
  shownDown: `rclone sync ftp:A B ${RCLONE_OPTIONS.join(' ')}`,
  promised: SECONDS,
  up: (local, server, remote) => rcloneCommand(server, local, `bench:${remote}`),
  down: (server, remote, local) => rcloneCommand(server, `bench:${remote}`, local),
};

function urlOf({ host, port }: Server, remote: string): string {
  return `ftp://test@${host}:${port}/${remote}`;
}

const CLONE = `--mode clone --connections ${CONNECTIONS} --quiet`;

export const synclineFtp: FtpTool = {
  name: 'syncline',
  needs: [],
  shownUp: `syncline sync A ftp://B ${CLONE}`,
  shownDown: `syncline sync ftp://A B ${CLONE}`,
  promised: SECONDS,
  up: (local, server, remote, memory) => ({
    argv: [...server.at, ...SYNCLINE, ...cloneArgs(local, urlOf(server, remote), memory)],
    env: { SYNCLINE_DESTINATION_PASSWORD: server.password },
  }),
  down: (server, remote, local, memory) => ({
    argv: [...server.at, ...SYNCLINE, ...cloneArgs(urlOf(server, remote), local, memory)],
    env: { SYNCLINE_SOURCE_PASSWORD: server.password },
  }),
};

function cloneArgs(source: string, destination: string, memory: string): readonly string[] {
  return [...synclineArgs(source, destination, 'clone', memory), '--connections', String(CONNECTIONS)];
}

/** One file each way, and no time. */
export function curl(file: string): FtpTool {
  const address = ({ host, port, password }: Server, remote: string): string =>
    `ftp://test:${password}@${host}:${port}/${remote}/${file}`;
  return {
    name: 'curl',
    needs: ['curl'],
    shownUp: 'curl -sS --ftp-create-dirs -T FILE ftp://B/FILE',
    shownDown: 'curl -sS -o FILE ftp://A/FILE',
    promised: {},
    up: (local, server, remote) => ({
      argv: [
        ...server.at,
        'curl',
        '-sS',
        '--ftp-create-dirs',
        '-T',
        join(local, file),
        address(server, remote),
      ],
    }),
    down: (server, remote, local) => ({
      argv: [...server.at, 'curl', '-sS', '--create-dirs', '-o', join(local, file), address(server, remote)],
    }),
  };
}

export const FTP_TOOLS: readonly FtpTool[] = [lftp, rcloneFtp, synclineFtp];
