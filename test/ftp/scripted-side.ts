import type { Test } from 'tap';
import { startScripted, type ScriptedServer } from '../../packages/endpoint/test/servers/scripted/server.js';
import type { Pair } from '../support/pair.ts';
import type { Side } from '../support/servers.ts';

/** A server that does what no real one can be asked for, until the test ends. */
export async function scriptedServer(
  t: Test,
  options: Parameters<typeof startScripted>[0] = {},
): Promise<ScriptedServer> {
  const server = await startScripted(options);
  t.teardown(() => server.stop());
  return server;
}

export function sideOn({ spec }: ScriptedServer): Side {
  return { address: `ftp://test@127.0.0.1:${spec.port}`, path: '/nonexistent', password: 'secret' };
}

export function contentAt({ nodes }: ScriptedServer, path: string): string | undefined {
  return nodes.get(path)?.content?.toString();
}

export function clone(the: Pair, ...args: readonly string[]): ReturnType<Pair['run']> {
  return the.run('--mode', 'clone', ...args);
}
