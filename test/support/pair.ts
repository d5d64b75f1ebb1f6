import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { finish, readRun, removeAll, type Run } from './bench.ts';
import { cli, start, type CliOptions, type Ended, type Started } from './cli.ts';
import { bytesBelow, snapshot } from './observe.ts';
import { plant, type Tree } from './plant.ts';
import { folderOn, keyOptions, type Direction, type RunningServer, type Side } from './servers.ts';

/** Two sides of any kind, a state directory, and the command that keeps the two in step; see `Bench`. */
export interface Pair {
  readonly root: string;
  readonly source: string;
  readonly destination: string;
  readonly state: string;
  /** Makes a side show these names. */
  plant(side: 'source' | 'destination', tree: Tree): void;
  /**
   * A run with `--json`. Proves of every run: its output is as SPEC §8 states it; unless it is two-way, the source was
   * not written (I16); of a dry run, that nothing was.
   */
  run(...args: readonly string[]): Promise<Run>;
  begin(...args: readonly string[]): Started;
  finish(started: Started): Promise<Run>;
  /** The bare command, without `--json`, unread. */
  plain(...args: readonly string[]): Promise<Ended>;
}

export interface PairOptions extends CliOptions {
  readonly source?: Tree;
  readonly destination?: Tree;
}

/** A directory beside a folder on a server, which is the destination (`to`) or the source (`from`). */
export function pairWith(
  t: Test,
  server: RunningServer,
  direction: Direction,
  options: PairOptions = {},
): Pair {
  const remote = folderOn(server);
  return direction === 'to' ? pair(t, undefined, remote, options) : pair(t, remote, undefined, options);
}

/** A side that is not given is a directory of the pair's own. */
export function pair(t: Test, from: Side | undefined, to: Side | undefined, options: PairOptions = {}): Pair {
  const root = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => removeAll(root));
  const state = join(root, 'state');
  const sides = { source: from ?? ownSide(root, 'source'), destination: to ?? ownSide(root, 'destination') };
  const put = (side: 'source' | 'destination', tree: Tree): void => {
    plant(sides[side].path, tree);
    sides[side].adopt?.();
  };
  if (options.source !== undefined) put('source', options.source);
  if (options.destination !== undefined) put('destination', options.destination);
  const env = { HOME: root, XDG_STATE_HOME: join(root, 'xdg'), ...passwordsOf(sides), ...options.env };
  const all = (args: readonly string[]): string[] => [
    'sync',
    sides.source.address,
    sides.destination.address,
    '--state',
    state,
    ...keyOptions(sides),
    ...args,
  ];
  const begin = (...args: readonly string[]): Started => start([...all(args), '--json'], { ...options, env });
  const run = async (...args: readonly string[]): Promise<Run> => {
    const [dryRun, twoWay] = [args.includes('--dry-run'), args.includes('two-way')];
    const { source, destination } = { source: sides.source.path, destination: sides.destination.path };
    const look = (): unknown => [
      twoWay && !dryRun ? 'may be written' : snapshot(source),
      dryRun ? [snapshot(destination), bytesBelow(state)] : 'may be written',
    ];
    const before = look();
    const ran = readRun(await begin(...args).ended, dryRun);
    t.same(look(), before, dryRun ? 'a dry run writes nothing' : 'the source is not written');
    return ran;
  };
  const plain = (...args: readonly string[]): Promise<Ended> => cli(all(args), { ...options, env });
  return {
    root,
    source: sides.source.path,
    destination: sides.destination.path,
    state,
    plant: put,
    run,
    begin,
    finish,
    plain,
  };
}

function ownSide(root: string, name: string): Side {
  return { address: join(root, name), path: join(root, name) };
}

function passwordsOf(sides: { readonly source: Side; readonly destination: Side }): NodeJS.ProcessEnv {
  const { source, destination } = sides;
  return {
    ...(source.password === undefined ? {} : { SYNCLINE_SOURCE_PASSWORD: source.password }),
    ...(destination.password === undefined ? {} : { SYNCLINE_DESTINATION_PASSWORD: destination.password }),
  };
}
