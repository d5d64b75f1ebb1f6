import type { Bench } from '../bench.ts';
import type { Server } from '../servers.ts';
import type { Target } from '../targets.ts';
import { downloading, keepingInStep, plantOnServer, uploading } from '../tools/contend-server.ts';
import type { ServerTool } from '../tools/server-tool.ts';
import { changeMail, TWO_HUNDRED } from '../trees/changes.ts';
import type { Contender, Stage } from '../workload.ts';

/** Mail between a directory and a server, by several tools. */
export interface ServerMail<Kind extends Server> {
  readonly bench: Bench;
  readonly server: Kind;
  readonly tools: readonly ServerTool<Kind>[];
  readonly targets: readonly Target[];
  /** Takes minutes where the others take seconds. */
  readonly slow?: ServerTool<Kind> | undefined;
}

/** Uploads 10 000 files. */
export function up<Kind extends Server>(mail: ServerMail<Kind>): Stage {
  return uploadingFrom(mail, mail.bench.trees.mail(mail.bench.scale.ftpMail));
}

/** Uploads 2 356 files. */
export function distantUp<Kind extends Server>(mail: ServerMail<Kind>): Stage {
  return uploadingFrom(mail, mail.bench.trees.mail(mail.bench.scale.distantMail));
}

function uploadingFrom<Kind extends Server>(mail: ServerMail<Kind>, source: string): Stage {
  const { bench, server, slow, targets, tools } = mail;
  const contend = (tool: ServerTool<Kind>): Contender => ({
    ...uploading(bench, tool, source, server),
    slow: tool === slow,
  });
  return { contenders: tools.map(contend), targets };
}

export function noOp<Kind extends Server>({ bench, server, targets, tools }: ServerMail<Kind>): Stage {
  const source = bench.trees.mail(bench.scale.ftpMail);
  const remote = plantOnServer(bench, source, server, 'same');
  return { contenders: tools.map((tool) => keepingInStep(bench, tool, source, server, remote)), targets };
}

export function changing<Kind extends Server>({ bench, server, targets, tools }: ServerMail<Kind>): Stage {
  const tree = bench.trees.mail(bench.scale.ftpMail);
  const source = bench.trees.copyOf(tree, 'changing');
  return {
    contenders: tools.map((tool) =>
      keepingInStep(bench, tool, source, server, plantOnServer(bench, tree, server, 'behind')),
    ),
    targets,
    beforeRound: (round) => changeMail(source, round, TWO_HUNDRED),
  };
}

export function down<Kind extends Server>({ bench, server, targets, tools }: ServerMail<Kind>): Stage {
  const remote = plantOnServer(bench, bench.trees.mail(bench.scale.ftpMail), server, 'mail');
  return { contenders: tools.map((tool) => downloading(bench, tool, server, remote)), targets };
}
