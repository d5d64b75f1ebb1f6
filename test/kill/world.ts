import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun, type Run } from '../support/bench.ts';
import { start, type Started } from '../support/cli.ts';
import {
  folderOn,
  keyOptions,
  startAnyServer,
  type RunningServer,
  type ServerKind,
  type Side,
} from '../support/servers.ts';
import type { SideName } from './ledger.ts';

/** What is synchronized how: `server` is the side that is on one. */
export interface Setting {
  readonly mode: 'two-way' | 'clone';
  readonly kind: ServerKind | undefined;
  readonly server: SideName | undefined;
}

/** Until it is known how long a run takes here. */
const FIRST_MS = 500;

/** Two sides and the command that keeps them in step, until `close`. */
export interface World {
  readonly setting: Setting;
  readonly roots: Readonly<Record<SideName, string>>;
  /** Gives what was made on this machine to the server's user. */
  adopt(): void;
  begin(): Started;
  run(...args: readonly string[]): Promise<Run>;
  /** How long the last run took that nobody killed, ms. */
  usualMs(): number;
  /** Waits until the server, if there is one, has done what a run that was killed had told it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function createWorld(setting: Setting): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), 'syncline-kill-'));
  const server = setting.kind === undefined ? undefined : await startAnyServer(setting.kind);
  const [source, destination] = [
    sideOf('source', root, setting, server),
    sideOf('destination', root, setting, server),
  ];
  for (const { path } of [source, destination]) mkdirSync(path, { recursive: true });
  const args = [
    'sync',
    source.address,
    destination.address,
    '--state',
    join(root, 'state'),
    '--mode',
    setting.mode,
    ...keyOptions({ source, destination }),
  ];
  // Nothing that users delete here is to be asked about; whoever kills a run often has to wait for it often.
  const begin = (...more: readonly string[]): Started =>
    start([...args, '--json', '--max-delete', '100%', ...more], {
      env: {
        HOME: root,
        XDG_STATE_HOME: join(root, 'xdg'),
        SYNCLINE_SOURCE_PASSWORD: server?.password,
        SYNCLINE_DESTINATION_PASSWORD: server?.password,
      },
    });
  const adopt = (): void => server?.adopt();
  let usualMs = FIRST_MS;
  const run = async (...more: readonly string[]): Promise<Run> => {
    const startedMs = performance.now();
    const ended = await begin(...more).ended;
    usualMs = performance.now() - startedMs;
    return readRun(ended, more.includes('--dry-run'));
  };
  adopt();
  return {
    setting,
    roots: { source: source.path, destination: destination.path },
    adopt,
    begin,
    settled: async () => server?.idle(),
    run,
    usualMs: () => usualMs,
    close: async () => {
      await server?.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function sideOf(side: SideName, root: string, setting: Setting, server: RunningServer | undefined): Side {
  if (server === undefined || setting.server !== side)
    return { address: join(root, side), path: join(root, side) };
  return folderOn(server, 'folder');
}
