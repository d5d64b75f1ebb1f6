import type { Bench } from '../bench.ts';
import type { ServerKind } from '../servers.ts';
import { SERVER_KINDS, startServer } from '../servers.ts';
import { downloading, keepingInStep, plantOnServer, uploading } from '../tools/contend-ftp.ts';
import { FTP_TOOLS, rcloneFtp } from '../tools/ftp.ts';
import type { Target } from '../targets.ts';
import { changeMail, TWO_HUNDRED } from '../trees/changes.ts';
import type { Stage, Workload } from '../workload.ts';

const SMALL = '10 000 small files, 8 connections';

async function up(bench: Bench, kind: ServerKind): Promise<Stage> {
  const server = await bench.server(kind);
  const source = bench.trees.mail(bench.scale.ftpMail);
  return {
    contenders: FTP_TOOLS.map((tool) => ({
      ...uploading(bench, tool, source, server),
      // It lists the whole folder after each file, and this server is slow at that.
      slow: tool === rcloneFtp && kind === 'proftpd',
    })),
    targets: [better(0.85)],
  };
}

async function noOp(bench: Bench, kind: ServerKind): Promise<Stage> {
  const server = await bench.server(kind);
  const source = bench.trees.mail(bench.scale.ftpMail);
  const remote = plantOnServer(bench, source, server, 'same');
  return {
    contenders: FTP_TOOLS.map((tool) => keepingInStep(bench, tool, source, server, remote)),
    targets: [better(1)],
  };
}

async function changing(bench: Bench, kind: ServerKind): Promise<Stage> {
  const server = await bench.server(kind);
  const tree = bench.trees.mail(bench.scale.ftpMail);
  const source = bench.trees.copyOf(tree, 'changing');
  return {
    contenders: FTP_TOOLS.map((tool) =>
      keepingInStep(bench, tool, source, server, plantOnServer(bench, tree, server, 'behind')),
    ),
    targets: [],
    beforeRound: (round) => changeMail(source, round, TWO_HUNDRED),
  };
}

async function down(bench: Bench, kind: ServerKind): Promise<Stage> {
  const server = await bench.server(kind);
  const remote = plantOnServer(bench, bench.trees.mail(bench.scale.ftpMail), server, 'mail');
  return {
    contenders: FTP_TOOLS.map((tool) => downloading(bench, tool, server, remote)),
    targets: [better(0.8)],
  };
}

async function distantUp(bench: Bench, kind: ServerKind): Promise<Stage> {
  const server = await startServer(kind, bench.place, await bench.delayedPath());
  const source = bench.trees.mail(bench.scale.distantMail);
  return {
    contenders: FTP_TOOLS.map((tool) => ({
      ...uploading(bench, tool, source, server),
      slow: tool === rcloneFtp,
    })),
    targets: [{ kind: 'ratio', to: ['lftp'], atMost: 0.6 }],
  };
}

function better(atMost: number): Target {
  return { kind: 'ratio', to: ['lftp', 'rclone'], atMost };
}

function onServer(kind: ServerKind): readonly Workload[] {
  const rclone = kind === 'proftpd' ? { roundSeconds: 25, slowSeconds: 110 } : { roundSeconds: 40 };
  return [
    {
      name: `ftp-up-${kind}`,
      title: `FTP upload of ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 2, ...rclone, gib: 0.1, gibPerRound: 0.2 },
      set: (bench) => up(bench, kind),
    },
    {
      name: `ftp-noop-${kind}`,
      title: `FTP no-op, ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 5, roundSeconds: 6, gib: 0.2 },
      set: (bench) => noOp(bench, kind),
    },
    {
      name: `ftp-changes-${kind}`,
      title: `FTP, 200 changes in ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 10, roundSeconds: 12, gib: 0.4 },
      set: (bench) => changing(bench, kind),
    },
    {
      name: `ftp-down-${kind}`,
      title: `FTP download of ${SMALL}, ${kind}`,
      estimate: { setupSeconds: 2, roundSeconds: 20, gib: 0.2, gibPerRound: 0.2 },
      set: (bench) => down(bench, kind),
    },
    {
      name: `ftp-up-20ms-${kind}`,
      title: `FTP upload of 2 356 small files at 20 ms round trip, 8 connections, ${kind}`,
      estimate: { setupSeconds: 3, roundSeconds: 70, slowSeconds: 100, gib: 0.1, gibPerRound: 0.1 },
      set: (bench) => distantUp(bench, kind),
    },
  ];
}

export const ftpMail: readonly Workload[] = SERVER_KINDS.flatMap(onServer);
