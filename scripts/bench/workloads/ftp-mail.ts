import type { Bench } from '../bench.ts';
import type { FtpKind, FtpServer } from '../servers.ts';
import { FTP_KINDS } from '../servers.ts';
import type { Target } from '../targets.ts';
import { FTP_TOOLS, rcloneFtp } from '../tools/ftp.ts';
import type { Stage, Workload } from '../workload.ts';
import type { ServerMail } from './server-mail.ts';
import { changing, down, noOp, up } from './server-mail.ts';

const SMALL = '10 000 small files, 8 connections';
const FAR = 'at 20 ms round trip, 8 connections';

async function near(bench: Bench, kind: FtpKind, ...targets: readonly Target[]): Promise<FtpMail> {
  return { bench, server: await bench.server(kind), tools: FTP_TOOLS, targets, size: bench.scale.ftpMail };
}

/** Over a path with latency; with few files unless the work is little. */
async function far(
  bench: Bench,
  kind: FtpKind,
  size: 'ftpMail' | 'distantMail',
  ...targets: readonly Target[]
): Promise<FtpMail> {
  const server = await bench.distantServer(kind);
  return { bench, server, tools: FTP_TOOLS, targets, size: bench.scale[size] };
}

type FtpMail = ServerMail<FtpServer>;

async function uploadingTo(bench: Bench, kind: FtpKind): Promise<Stage> {
  // It lists the whole folder after each file, and this server is slow at that.
  const slow = kind === 'proftpd' ? rcloneFtp : undefined;
  return up({ ...(await near(bench, kind, better(0.85))), slow });
}

async function uploadingFar(bench: Bench, kind: FtpKind): Promise<Stage> {
  const target: Target = { kind: 'ratio', to: ['lftp'], atMost: 0.6 };
  return up({ ...(await far(bench, kind, 'distantMail', target)), slow: rcloneFtp });
}

function better(atMost: number): Target {
  return { kind: 'ratio', to: ['lftp', 'rclone'], atMost };
}

function onServer(kind: FtpKind): readonly Workload[] {
  const rclone = kind === 'proftpd' ? { roundSeconds: 25, slowSeconds: 110 } : { roundSeconds: 40 };
  return [
    {
      name: `ftp-up-${kind}`,
      title: `FTP upload of ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 2, ...rclone, gib: 0.1, gibPerRound: 0.2 },
      set: (bench) => uploadingTo(bench, kind),
    },
    {
      name: `ftp-noop-${kind}`,
      title: `FTP no-op, ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 5, roundSeconds: 6, gib: 0.2 },
      set: async (bench) => noOp(await near(bench, kind, better(1))),
    },
    {
      name: `ftp-changes-${kind}`,
      title: `FTP, 200 changes in ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 10, roundSeconds: 12, gib: 0.4 },
      set: async (bench) => changing(await near(bench, kind)),
    },
    {
      name: `ftp-down-${kind}`,
      title: `FTP download of ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 2, roundSeconds: 20, gib: 0.2, gibPerRound: 0.2 },
      set: async (bench) => down(await near(bench, kind, better(0.8))),
    },
    {
      name: `ftp-up-20ms-${kind}`,
      title: `FTP upload of 2 356 small files ${FAR}, ${kind}`,
      estimate: { setupSeconds: 3, roundSeconds: 70, slowSeconds: 100, gib: 0.1, gibPerRound: 0.1 },
      set: (bench) => uploadingFar(bench, kind),
    },
    {
      name: `ftp-noop-20ms-${kind}`,
      title: `FTP no-op of 10 000 small files ${FAR}, ${kind}`,
      estimate: { setupSeconds: 10, roundSeconds: 10, gib: 0.2 },
      set: async (bench) => noOp(await far(bench, kind, 'ftpMail')),
    },
    {
      name: `ftp-changes-20ms-${kind}`,
      title: `FTP, 200 changes in 10 000 small files ${FAR}, ${kind}`,
      estimate: { setupSeconds: 15, roundSeconds: 30, gib: 0.4 },
      set: async (bench) => changing(await far(bench, kind, 'ftpMail')),
    },
    {
      name: `ftp-down-20ms-${kind}`,
      title: `FTP download of 2 356 small files ${FAR}, ${kind}`,
      estimate: { setupSeconds: 3, roundSeconds: 80, gib: 0.1, gibPerRound: 0.1 },
      set: async (bench) => down(await far(bench, kind, 'distantMail')),
    },
  ];
}

export const ftpMail: readonly Workload[] = FTP_KINDS.flatMap(onServer);
