import type { Bench } from '../bench.ts';
import type { SshServer } from '../servers.ts';
import { rcloneSftp, SFTP_TOOLS } from '../tools/sftp.ts';
import type { Workload } from '../workload.ts';
import type { ServerMail } from './server-mail.ts';
import { changing, down, noOp, up } from './server-mail.ts';

const SMALL = '10 000 small files, 8 connections, OpenSSH';

const FAR = '10 000 small files at 20 ms round trip, 8 connections, OpenSSH';

async function near(bench: Bench): Promise<ServerMail<SshServer>> {
  const size = bench.scale.ftpMail;
  return { bench, server: await bench.sshServer(), tools: SFTP_TOOLS, targets: [], size };
}

/** Over a path with latency; with few files unless the work is little. */
async function far(bench: Bench, size: 'ftpMail' | 'distantMail'): Promise<ServerMail<SshServer>> {
  const server = await bench.distantSshServer();
  const mail = { bench, server, tools: SFTP_TOOLS, targets: [], size: bench.scale[size] };
  return size === 'distantMail' ? { ...mail, slow: rcloneSftp } : mail;
}

export const sftpMail: readonly Workload[] = [
  {
    name: 'sftp-up',
    title: `SFTP upload of ${SMALL}`,
    estimate: { setupSeconds: 2, roundSeconds: 30, gib: 0.1, gibPerRound: 0.2 },
    set: async (bench) => up(await near(bench)),
  },
  {
    name: 'sftp-noop',
    title: `SFTP no-op, ${SMALL}`,
    estimate: { setupSeconds: 5, roundSeconds: 6, gib: 0.2 },
    set: async (bench) => noOp(await near(bench)),
  },
  {
    name: 'sftp-changes',
    title: `SFTP, 200 changes in ${SMALL}`,
    estimate: { setupSeconds: 10, roundSeconds: 12, gib: 0.4 },
    set: async (bench) => changing(await near(bench)),
  },
  {
    name: 'sftp-down',
    title: `SFTP download of ${SMALL}`,
    estimate: { setupSeconds: 2, roundSeconds: 20, gib: 0.2, gibPerRound: 0.2 },
    set: async (bench) => down(await near(bench)),
  },
  {
    name: 'sftp-up-20ms',
    title: 'SFTP upload of 2 356 small files at 20 ms round trip, 8 connections, OpenSSH',
    estimate: { setupSeconds: 3, roundSeconds: 45, slowSeconds: 100, gib: 0.1, gibPerRound: 0.1 },
    set: async (bench) => up(await far(bench, 'distantMail')),
  },
  {
    name: 'sftp-noop-20ms',
    title: `SFTP no-op of ${FAR}`,
    estimate: { setupSeconds: 10, roundSeconds: 10, gib: 0.2 },
    set: async (bench) => noOp(await far(bench, 'ftpMail')),
  },
  {
    name: 'sftp-changes-20ms',
    title: `SFTP, 200 changes in ${FAR}`,
    estimate: { setupSeconds: 15, roundSeconds: 30, gib: 0.4 },
    set: async (bench) => changing(await far(bench, 'ftpMail')),
  },
];
