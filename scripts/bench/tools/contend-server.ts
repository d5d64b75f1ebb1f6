import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bench } from '../bench.ts';
import { compareTrees } from '../compare-trees.ts';
import { measure } from '../measure.ts';
import type { Server } from '../servers.ts';
import type { Contender } from '../workload.ts';
import { runFirst } from './contend.ts';
import type { ServerTool } from './server-tool.ts';

/** Uploads a source to a folder that never was, round after round. The server's own files are looked at. */
export function uploading<Kind extends Server>(
  bench: Bench,
  tool: ServerTool<Kind>,
  source: string,
  server: Kind,
  keep = true,
): Contender {
  let remote = '';
  return {
    name: tool.name,
    needs: tool.needs,
    shown: tool.shownUp,
    before: () => void (remote = basename(bench.place.fresh('up'))),
    run: () => measure(tool.up(source, server, remote, bench.place.fresh('memory')), bench),
    check: () => compareTrees(source, join(server.root, remote), tool.promised),
    after: () => keep || rmSync(join(server.root, remote), { recursive: true, force: true }),
  };
}

/** Downloads a folder of the server to a name that never was. */
export function downloading<Kind extends Server>(
  bench: Bench,
  tool: ServerTool<Kind>,
  server: Kind,
  remote: string,
  keep = true,
): Contender {
  let local = '';
  return {
    name: tool.name,
    needs: tool.needs,
    shown: tool.shownDown,
    before: () => {
      local = bench.place.fresh('down');
      mkdirSync(local);
    },
    run: () => measure(tool.down(server, remote, local, bench.place.fresh('memory')), bench),
    check: () => compareTrees(join(server.root, remote), local, tool.promised),
    after: () => keep || rmSync(local, { recursive: true, force: true }),
  };
}

/** Keeps one folder of the server in step with a source, round after round, after a first run that is not timed. */
export function keepingInStep<Kind extends Server>(
  bench: Bench,
  tool: ServerTool<Kind>,
  source: string,
  server: Kind,
  remote: string,
): Contender {
  const command = tool.up(source, server, remote, bench.place.fresh('memory'));
  return {
    name: tool.name,
    needs: tool.needs,
    shown: tool.shownUp,
    prepare: () => runFirst(bench, command),
    run: () => measure(command, bench),
    check: () => compareTrees(source, join(server.root, remote), tool.promised),
  };
}

/** Puts a tree into a new folder of a server, from outside, and gives the folder. */
export function plantOnServer(bench: Bench, tree: string, server: Server, label: string): string {
  const path = bench.place.fresh(label);
  const remote = basename(path);
  bench.trees.copyTo(tree, join(server.root, remote));
  server.adopt(join(server.root, remote));
  return remote;
}
