import type { Bench } from './bench.ts';
import { environment } from './bench.ts';
import { compile } from './compile.ts';
import type { DelayedPath } from './delayed-path.ts';
import { openDelayedPath } from './delayed-path.ts';
import { revision } from './machine.ts';
import type { Place } from './place.ts';
import type { Scale } from './scale.ts';
import type { FtpKind, FtpServer, SshServer } from './servers.ts';
import { startFtpServer, startSshServer } from './servers.ts';
import { Trees } from './trees/trees.ts';

/** A bench whose parts come to be when they are first used, and end with `place`. */
export function openBench(
  place: Place,
  scale: Scale,
  signal: AbortSignal,
  say: (text: string) => void,
): Bench {
  const programs = place.freshDirectory('programs');
  const servers = new Map<FtpKind, Promise<FtpServer>>();
  const compiledPrograms = new Map<string, string>();
  let sshServer: Promise<SshServer> | undefined;
  let path: Promise<DelayedPath> | undefined;
  const delayed = (): Promise<DelayedPath> => (path ??= open(place, compiled('delayed-path')));
  const compiled = (name: string): string => once(compiledPrograms, name, () => compile(name, programs));
  return {
    place,
    scale,
    trees: new Trees(place, scale, say),
    env: environment(place.freshDirectory('home')),
    signal,
    revision: revision(),
    server: (kind) => once(servers, kind, () => startFtpServer(kind, place)),
    sshServer: () => (sshServer ??= startSshServer(place)),
    distantServer: async (kind, options) =>
      startFtpServer(kind, place, { ...options, path: await delayed() }),
    distantSshServer: async () => startSshServer(place, await delayed()),
    compiled,
  };
}

async function open(place: Place, program: string): Promise<DelayedPath> {
  const path = await openDelayedPath(program);
  place.onClose(() => path.close());
  return path;
}

function once<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}
