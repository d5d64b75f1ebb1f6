import type { Bench } from '../bench.ts';
import type { FtpKind } from '../servers.ts';
import { FTP_KINDS } from '../servers.ts';
import { downloading, plantOnServer, uploading } from '../tools/contend-server.ts';
import type { ServerTool } from '../tools/server-tool.ts';
import { curl, FTP_TOOLS } from '../tools/ftp.ts';
import type { Target } from '../targets.ts';
import type { Stage, Workload } from '../workload.ts';

/** As `makeBig` names its first file. */
const FILE = 'volume0.bin';
const TOOLS: readonly ServerTool[] = [...FTP_TOOLS, curl(FILE)];
const TARGETS: readonly Target[] = [{ kind: 'ratio', to: ['lftp', 'rclone', 'curl'], atMost: 1 }];

async function up(bench: Bench, kind: FtpKind): Promise<Stage> {
  const server = await bench.server(kind);
  const source = bench.trees.big(1, bench.scale.ftpBigMebibytes);
  return {
    contenders: TOOLS.map((tool) => uploading(bench, tool, source, server, false)),
    targets: TARGETS,
  };
}

async function down(bench: Bench, kind: FtpKind): Promise<Stage> {
  const server = await bench.server(kind);
  const remote = plantOnServer(bench, bench.trees.big(1, bench.scale.ftpBigMebibytes), server, 'big');
  return {
    contenders: TOOLS.map((tool) => downloading(bench, tool, server, remote, false)),
    targets: TARGETS,
  };
}

export const ftpBig: readonly Workload[] = FTP_KINDS.flatMap((kind) => [
  {
    name: `ftp-big-up-${kind}`,
    title: `FTP upload of 1 GiB, ${kind}`,
    estimate: { setupSeconds: 5, roundSeconds: 22, gib: 2.2 },
    set: (bench: Bench) => up(bench, kind),
  },
  {
    name: `ftp-big-down-${kind}`,
    title: `FTP download of 1 GiB, ${kind}`,
    estimate: { setupSeconds: 5, roundSeconds: 25, gib: 3.2 },
    set: (bench: Bench) => down(bench, kind),
  },
]);
