import type { Command } from '../measure.ts';
import type { SshServer } from '../servers.ts';
import type { ServerTool } from './server-tool.ts';
import { cloneArgs, CONNECTIONS, RCLONE_OPTIONS, SECONDS, SHOWN_CLONE } from './server-tool.ts';
import { SYNCLINE } from './syncline.ts';

/** lftp starts OpenSSH's client for each connection. */
const SSH = 'ssh -a -x -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR';

function lftpCommand({ at, host, keyFile, port, user }: SshServer, command: string): Command {
  const set = `set sftp:connect-program '${SSH} -i ${keyFile}'; set cmd:fail-exit yes`;
  return { argv: [...at, 'lftp', '-c', `${set}; open -u ${user}, -p ${port} sftp://${host}; ${command}`] };
}

const lftp: ServerTool<SshServer> = {
  name: 'lftp',
  needs: ['lftp', 'ssh'],
  shownUp: `lftp -c 'open sftp://…; mirror -R --delete --parallel=${CONNECTIONS} A B'`,
  shownDown: `lftp -c 'open sftp://…; mirror --delete --parallel=${CONNECTIONS} A B'`,
  promised: SECONDS,
  up: (local, server, remote) =>
    lftpCommand(server, `mirror -R --delete --parallel=${CONNECTIONS} ${local} ${remote}`),
  down: (server, remote, local) =>
    lftpCommand(server, `mirror --delete --parallel=${CONNECTIONS} ${remote} ${local}`),
};

function rcloneCommand(server: SshServer, source: string, destination: string): Command {
  const { at, host, keyFile, port, user } = server;
  const env = {
    RCLONE_CONFIG_BENCH_TYPE: 'sftp',
    RCLONE_CONFIG_BENCH_HOST: host,
    RCLONE_CONFIG_BENCH_PORT: String(port),
    RCLONE_CONFIG_BENCH_USER: user,
    RCLONE_CONFIG_BENCH_KEY_FILE: keyFile,
  };
  return { argv: [...at, 'rclone', 'sync', source, destination, ...RCLONE_OPTIONS], env };
}

export const rcloneSftp: ServerTool<SshServer> = {
  name: 'rclone',
  needs: ['rclone'],
  shownUp: `rclone sync A sftp:B ${RCLONE_OPTIONS.join(' ')}`,
  shownDown: `rclone sync sftp:A B ${RCLONE_OPTIONS.join(' ')}`,
  promised: SECONDS,
  up: (local, server, remote) => rcloneCommand(server, local, `bench:${server.root}/${remote}`),
  down: (server, remote, local) => rcloneCommand(server, `bench:${server.root}/${remote}`, local),
};

function urlOf({ host, port, user }: SshServer, remote: string): string {
  return `sftp://${user}@${host}:${port}/${remote}`;
}

const syncline: ServerTool<SshServer> = {
  name: 'syncline',
  needs: [],
  shownUp: `syncline sync A sftp://B ${SHOWN_CLONE}`,
  shownDown: `syncline sync sftp://A B ${SHOWN_CLONE}`,
  promised: SECONDS,
  up: (local, server, remote, memory) => {
    const login = ['--key-destination', server.keyFile, '--trust-destination', server.fingerprint];
    return {
      argv: [...server.at, ...SYNCLINE, ...cloneArgs(local, urlOf(server, remote), memory), ...login],
    };
  },
  down: (server, remote, local, memory) => {
    const login = ['--key-source', server.keyFile, '--trust-source', server.fingerprint];
    return {
      argv: [...server.at, ...SYNCLINE, ...cloneArgs(urlOf(server, remote), local, memory), ...login],
    };
  },
};

export const SFTP_TOOLS: readonly ServerTool<SshServer>[] = [lftp, rcloneSftp, syncline];
