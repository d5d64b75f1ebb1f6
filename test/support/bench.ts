import { lchownSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { cli, EXECUTABLE, start, type CliOptions, type Ended, type Started } from './cli.ts';
import { systemPath, shownName } from './names.ts';
import { bytesBelow, snapshot } from './observe.ts';
import { plant, type Tree } from './plant.ts';
import { readReport, shortLines, type Report } from './report.ts';
import { execFileSync } from 'node:child_process';

/** How a run with `--json` ended: what it printed, read strictly. */
export interface Run extends Report {
  readonly exit: number | null;
  readonly stderr: string;
  /** The operations in short, sorted. */
  readonly lines: readonly string[];
}

/** Two directories, a state directory, and the command that keeps the two in step. */
export interface Bench {
  /** Holds everything below, and whatever else a test needs; removed in the end. */
  readonly root: string;
  readonly source: string;
  readonly destination: string;
  readonly state: string;
  /**
   * `sync SOURCE DESTINATION --json` with these further arguments. Proves of every run: the output is as SPEC §8
   * states it, the exit code is the summary's, the source was not written (I16), and of a dry run that nothing was.
   */
  run(...args: readonly string[]): Promise<Run>;
  /** The same, with the source being edited meanwhile. */
  begin(...args: readonly string[]): Started;
  /** Waits for a run that was begun, and reads its report. */
  finish(started: Started): Promise<Run>;
  /** The bare command, without `--json`, unread. */
  plain(...args: readonly string[]): Promise<Ended>;
}

export interface BenchOptions extends CliOptions {
  readonly source?: Tree;
  readonly destination?: Tree;
}

/** Nobody: an account without any privilege, which every system has. */
export const NOBODY = 65_534;

export function bench(t: Test, options: BenchOptions = {}): Bench {
  const root = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => removeAll(root));
  const [source, destination, state] = [join(root, 'source'), join(root, 'destination'), join(root, 'state')];
  if (options.source !== undefined) plant(source, options.source);
  if (options.destination !== undefined) plant(destination, options.destination);
  const cliOptions = { ...options, env: { HOME: root, XDG_STATE_HOME: join(root, 'xdg'), ...options.env } };
  const plainArgs = ['sync', source, destination, '--state', state];
  const begin = (...args: readonly string[]): Started => {
    if (options.user !== undefined) giveTo(root, options.user);
    return start([...plainArgs, '--json', ...args], cliOptions);
  };
  const run = async (...args: readonly string[]): Promise<Run> => {
    if (options.user !== undefined) giveTo(root, options.user);
    const dryRun = args.includes('--dry-run');
    const before = {
      source: snapshot(source),
      dry: dryRun ? [snapshot(destination), bytesBelow(state)] : [],
    };
    const ran = readRun(await begin(...args).ended, dryRun);
    t.same(snapshot(source), before.source, 'the source is not written');
    if (dryRun) t.same([snapshot(destination), bytesBelow(state)], before.dry, 'a dry run writes nothing');
    return ran;
  };
  const plain = (...args: readonly string[]): Promise<Ended> => cli([...plainArgs, ...args], cliOptions);
  return { root, source, destination, state, run, begin, finish, plain };
}

/** Waits for a run that was begun, and reads its report. */
export async function finish(started: Started): Promise<Run> {
  return readRun(await started.ended, false);
}

export function readRun({ exit, signal, stdout, stderr }: Ended, dryRun: boolean): Run {
  try {
    const report = readReport(stdout, dryRun);
    if (report.summary.exit !== exit)
      throw new Error(`exit ${exit}, but the summary says ${report.summary.exit}`);
    return { exit, stderr, lines: shortLines(report), ...report };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${why}\nended with ${signal ?? exit}\nstdout: ${stdout.slice(-2000)}\nstderr: ${stderr.slice(-2000)}`,
      { cause: error },
    );
  }
}

/** How to run the command without the privileges of root, so that files can be unreadable to it. */
export const unprivileged = dropPrivileges();

function dropPrivileges(): { readonly user?: number; readonly skip: string | false } {
  if (process.getuid?.() !== 0) return { skip: false };
  try {
    execFileSync(process.execPath, [EXECUTABLE, '--version'], { uid: NOBODY, gid: NOBODY, stdio: 'ignore' });
    return { user: NOBODY, skip: false };
  } catch {
    return { skip: 'another account cannot run the command from here' };
  }
}

/** Gives a tree to an account; what it has already is left alone, ctime included. */
function giveTo(root: string, user: number, path = ''): void {
  const at = systemPath(root, path);
  const stats = lstatSync(at);
  if (stats.uid !== user) lchownSync(at, user, user);
  if (!stats.isDirectory()) return;
  for (const name of readdirSync(at, { encoding: 'buffer' })) {
    giveTo(root, user, path === '' ? shownName(name) : `${path}/${shownName(name)}`);
  }
}

/** Read-only folders first become writable, or only root could remove what is in them. */
export function removeAll(root: string): void {
  execFileSync('chmod', ['-R', 'u+rwX', root], { stdio: 'ignore' });
  rmSync(root, { recursive: true, force: true });
}
