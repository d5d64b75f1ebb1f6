import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from '../measure.ts';
import type { FtpServer } from '../servers.ts';
import { isThere } from '../peers/programs.ts';
import type { ServerTool } from './server-tool.ts';
import { cloneArgs, CONNECTIONS, RCLONE_OPTIONS, SECONDS, SHOWN_CLONE } from './server-tool.ts';
import { SYNCLINE } from './syncline.ts';

/** The certificate is one that no authority vouches for. */
const LFTP_TLS = 'set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ssl:verify-certificate no';

function lftpCommand({ at, fingerprint, host, port, password }: FtpServer, command: string): Command {
  const tls = fingerprint === undefined ? 'set ftp:ssl-allow no' : LFTP_TLS;
  const open = `${tls}; set cmd:fail-exit yes; open -u test,${password} -p ${port} ${host}`;
  return { argv: [...at, 'lftp', '-c', `${open}; ${command}`] };
}

export const lftp: ServerTool = {
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

function rcloneCommand(server: FtpServer, source: string, destination: string): Command {
  const { at, fingerprint, host, port, password } = server;
  const tls = {
    RCLONE_CONFIG_BENCH_EXPLICIT_TLS: 'true',
    RCLONE_CONFIG_BENCH_NO_CHECK_CERTIFICATE: 'true',
  };
  const env = {
    ...(fingerprint === undefined ? {} : tls),
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

export const rcloneFtp: ServerTool = {
  name: 'rclone',
  needs: ['rclone'],
  shownUp: `rclone sync A ftp:B ${RCLONE_OPTIONS.join(' ')}`,
  shownDown: `rclone sync ftp:A B ${RCLONE_OPTIONS.join(' ')}`,
  promised: SECONDS,
  up: (local, server, remote) => rcloneCommand(server, local, `bench:${remote}`),
  down: (server, remote, local) => rcloneCommand(server, `bench:${remote}`, local),
};

function urlOf({ fingerprint, host, port }: FtpServer, remote: string): string {
  return `${fingerprint === undefined ? 'ftp' : 'ftpes'}://test@${host}:${port}/${remote}`;
}

function pinned({ fingerprint }: FtpServer, option: string): readonly string[] {
  return fingerprint === undefined ? [] : [option, fingerprint];
}

export const synclineFtp: ServerTool = {
  name: 'syncline',
  needs: [],
  shownUp: `syncline sync A ftp://B ${SHOWN_CLONE}`,
  shownDown: `syncline sync ftp://A B ${SHOWN_CLONE}`,
  promised: SECONDS,
  up: (local, server, remote, memory) => ({
    argv: [
      ...server.at,
      ...SYNCLINE,
      ...cloneArgs(local, urlOf(server, remote), memory),
      ...pinned(server, '--trust-destination'),
    ],
    env: { SYNCLINE_DESTINATION_PASSWORD: server.password },
  }),
  down: (server, remote, local, memory) => ({
    argv: [
      ...server.at,
      ...SYNCLINE,
      ...cloneArgs(urlOf(server, remote), local, memory),
      ...pinned(server, '--trust-source'),
    ],
    env: { SYNCLINE_SOURCE_PASSWORD: server.password },
  }),
};

/** One file each way, and no time. */
export function curl(file: string): ServerTool {
  const address = ({ host, port, password }: FtpServer, remote: string): string =>
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

export const FTP_TOOLS: readonly ServerTool[] = [lftp, rcloneFtp, synclineFtp];
