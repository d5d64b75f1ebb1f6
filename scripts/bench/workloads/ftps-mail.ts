import type { Bench } from '../bench.ts';
import type { FtpKind, FtpServer } from '../servers.ts';
import { FTP_KINDS, startFtpServer } from '../servers.ts';
import { FTP_TOOLS, rcloneFtp } from '../tools/ftp.ts';
import type { Workload } from '../workload.ts';
import type { ServerMail } from './server-mail.ts';
import { down, noOp, up } from './server-mail.ts';

const SMALL = '2 356 small files, 8 connections';

async function near(bench: Bench, kind: FtpKind): Promise<ServerMail<FtpServer>> {
  return mailOn(bench, await startFtpServer(kind, bench.place, { encrypted: true }));
}

async function far(bench: Bench, kind: FtpKind): Promise<ServerMail<FtpServer>> {
  return mailOn(bench, await bench.distantServer(kind, { encrypted: true }));
}

function mailOn(bench: Bench, server: FtpServer): ServerMail<FtpServer> {
  return { bench, server, tools: FTP_TOOLS, targets: [], size: bench.scale.distantMail };
}

function onServer(kind: FtpKind): readonly Workload[] {
  return [
    {
      name: `ftps-up-${kind}`,
      title: `FTPS upload of ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 3, roundSeconds: 15, slowSeconds: 40, gib: 0.1, gibPerRound: 0.1 },
      set: async (bench) => up({ ...(await near(bench, kind)), slow: rcloneFtp }),
    },
    {
      name: `ftps-noop-${kind}`,
      title: `FTPS no-op, ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 5, roundSeconds: 6, gib: 0.1 },
      set: async (bench) => noOp(await near(bench, kind)),
    },
    {
      name: `ftps-down-${kind}`,
      title: `FTPS download of ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 3, roundSeconds: 15, gib: 0.1, gibPerRound: 0.1 },
      set: async (bench) => down(await near(bench, kind)),
    },
    {
      name: `ftps-up-20ms-${kind}`,
      title: `FTPS upload of 2 356 small files at 20 ms round trip, 8 connections, ${kind}`,
      estimate: { setupSeconds: 3, roundSeconds: 90, slowSeconds: 150, gib: 0.1, gibPerRound: 0.1 },
      set: async (bench) => up({ ...(await far(bench, kind)), slow: rcloneFtp }),
    },
  ];
}

/** The same as in the clear, with TLS on every connection. */
export const ftpsMail: readonly Workload[] = FTP_KINDS.flatMap(onServer);
