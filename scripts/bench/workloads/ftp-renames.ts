import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import type { FtpServer } from '../servers.ts';
import { FTP_KINDS } from '../servers.ts';
import type { Target } from '../targets.ts';
import { keepingInStep, plantOnServer } from '../tools/contend-server.ts';
import { FTP_TOOLS } from '../tools/ftp.ts';
import { flagMail } from '../trees/changes.ts';
import type { Contender, Stage, Workload } from '../workload.ts';

const RENAMES = 200;

/**
 * Counts the files that stand under their new names on the server and are the same files as before (inode): their
 * content was not sent.
 */
function countingKept(contender: Contender, folder: string, renamed: () => readonly string[]): Contender {
  let inodesBefore = new Set<number>();
  let kept = 0;
  return {
    ...contender,
    before: () => void (inodesBefore = inodesBelow(folder)),
    check: (round) => {
      const wrong = contender.check(round);
      if (wrong !== undefined) return wrong;
      kept = renamed().filter((path) => inodesBefore.has(lstatSync(join(folder, path)).ino)).length;
      return undefined;
    },
    note: () => `${kept} of ${renamed().length} renamed, not sent`,
  };
}

function inodesBelow(folder: string): Set<number> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Set(files.map((path) => lstatSync(join(folder, path)).ino));
}

async function renaming(bench: Bench, server: FtpServer, targets: readonly Target[]): Promise<Stage> {
  const tree = bench.trees.mail(bench.scale.ftpMail);
  const source = bench.trees.copyOf(tree, 'flagging');
  let flagged: readonly string[] = [];
  return {
    contenders: FTP_TOOLS.map((tool) => {
      const remote = plantOnServer(bench, tree, server, 'flagged');
      const contender = keepingInStep(bench, tool, source, server, remote);
      return countingKept(contender, join(server.root, remote), () => flagged);
    }),
    targets,
    beforeRound: (round) => void (flagged = flagMail(source, round, RENAMES)),
  };
}

const NOT_SENT: Target = {
  kind: 'note',
  text: 'no content sent',
  isNote: `${RENAMES} of ${RENAMES} renamed, not sent`,
};

export const ftpRenames: readonly Workload[] = FTP_KINDS.flatMap((kind) => [
  {
    name: `ftp-renames-${kind}`,
    title: `${RENAMES} renames in a mail folder of 10 000 to FTP, ${kind}`,
    estimate: { setupSeconds: 10, roundSeconds: 10, gib: 0.4 },
    set: async (bench: Bench) =>
      renaming(bench, await bench.server(kind), [{ kind: 'ratio', to: ['lftp'], atMost: 0.2 }, NOT_SENT]),
  },
  {
    name: `ftp-renames-20ms-${kind}`,
    title: `${RENAMES} renames in a mail folder of 10 000 to FTP at 20 ms round trip, ${kind}`,
    estimate: { setupSeconds: 15, roundSeconds: 40, gib: 0.4 },
    set: async (bench: Bench) => renaming(bench, await bench.distantServer(kind), [NOT_SENT]),
  },
]);
