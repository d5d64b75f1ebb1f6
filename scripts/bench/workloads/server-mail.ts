import type { Bench } from '../bench.ts';
import type { MailSize } from '../scale.ts';
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
  readonly size: MailSize;
  /** Takes minutes where the others take seconds. */
  readonly slow?: ServerTool<Kind> | undefined;
}

export function up<Kind extends Server>(mail: ServerMail<Kind>): Stage {
  const { bench, server, size, slow, targets, tools } = mail;
  const source = bench.trees.mail(size);
  const contend = (tool: ServerTool<Kind>): Contender => ({
    ...uploading(bench, tool, source, server),
    slow: tool === slow,
  });
  return { contenders: tools.map(contend), targets };
}

export function noOp<Kind extends Server>({ bench, server, size, targets, tools }: ServerMail<Kind>): Stage {
  const source = bench.trees.mail(size);
  const remote = plantOnServer(bench, source, server, 'same');
  return { contenders: tools.map((tool) => keepingInStep(bench, tool, source, server, remote)), targets };
}

export function changing<Kind extends Server>({
  bench,
  server,
  size,
  targets,
  tools,
}: ServerMail<Kind>): Stage {
  const tree = bench.trees.mail(size);
  const source = bench.trees.copyOf(tree, 'changing');
  return {
    contenders: tools.map((tool) =>
      keepingInStep(bench, tool, source, server, plantOnServer(bench, tree, server, 'behind')),
    ),
    targets,
    beforeRound: (round) => changeMail(source, round, TWO_HUNDRED),
  };
}

export function down<Kind extends Server>({ bench, server, size, targets, tools }: ServerMail<Kind>): Stage {
  const remote = plantOnServer(bench, bench.trees.mail(size), server, 'mail');
  return { contenders: tools.map((tool) => downloading(bench, tool, server, remote)), targets };
}
