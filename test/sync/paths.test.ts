import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { EXECUTABLE } from '../support/cli.ts';
import { snapshot } from '../support/observe.ts';
import { link, plant, type Tree } from '../support/plant.ts';

/** Whether system calls can be watched here. */
const skip = spawnSync('strace', ['-f', 'true']).status === 0 ? false : 'strace does not work here';

interface Watched {
  readonly exit: number | null;
  /** What was opened, where it really is. */
  readonly opened: readonly string[];
  /** What was asked for to be written, as it was asked for. */
  readonly written: readonly string[];
  /** Calls that reach other hosts or processes. */
  readonly called: readonly string[];
}

const PLACES = ['source', 'destination', 'state', 'temp'] as const;

/** Two roots with a state directory, and beside them what is nobody's business. */
function room(t: Test, trees: { readonly source: Tree; readonly outside: Tree }) {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'syncline-test-')));
  t.teardown(() => rmSync(top, { recursive: true, force: true }));
  const at = (name: string): string => join(top, name);
  for (const name of [...PLACES, 'home']) mkdirSync(at(name));
  plant(at('source'), trees.source);
  plant(at('outside'), trees.outside);
  return { top, at, sync: (mode: string): Watched => watched(mode, at) };
}

function watched(mode: string, at: (name: string) => string): Watched {
  const trace = at('trace');
  const calls = ['-f', '-y', '-qq', '-e', 'trace=open,openat,openat2,creat,connect,sendto', '-o', trace];
  const args = [EXECUTABLE, 'sync', at('source'), at('destination'), '--mode', mode, '--state', at('state')];
  const env = { PATH: process.env['PATH'], HOME: at('home'), TMPDIR: at('temp') };
  // The test runner would have it load its own hooks, as in `start`.
  const node = ['env', '-u', 'NODE_OPTIONS', process.execPath];
  const { status } = spawnSync('strace', [...calls, ...node, ...args], { env, cwd: at('home') });
  const lines = readFileSync(trace, 'latin1').split('\n');
  const paths = (pattern: RegExp): string[] => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return {
    exit: status,
    opened: paths(/= \d+<(\/[^>]*)>/),
    written: paths(/"([^"]*)", [A-Z_|]*O_(?:WRONLY|RDWR|CREAT)/),
    called: lines.filter((line) => /connect\(|sendto\(/.test(line)),
  };
}

t.test(
  'I12 nothing is opened beside the roots and the state directory, whatever links say',
  { skip },
  (t) => {
    const outside = { 'd/secret': 'secret', file: 'secret' };
    const source = {
      'd/a': 'a',
      'd/b': 'b',
      'e/c': 'c',
      f: 'f',
      out: link('../outside'),
      'to file': link('../outside/file'),
      absolute: link('/etc/hostname'),
    };
    const { at, sync, top } = room(t, { source, outside });
    const before = snapshot(at('outside'));
    const requireInside = ({ called, exit, opened, written }: Watched, what: string): void => {
      t.equal(exit, 0, what);
      const isAllowed = (path: string): boolean =>
        PLACES.some((place) => path === at(place) || path.startsWith(`${at(place)}/`));
      const ours = opened.filter((path) => path.startsWith(`${top}/`));
      t.ok(ours.length > 10, `${what}: ${ours.length} were seen`);
      t.same(
        ours.filter((path) => !isAllowed(path)),
        [],
        `${what}: what was opened`,
      );
      t.same(
        written.filter((path) => path.startsWith('/') && !isAllowed(path) && !/^\/(dev|proc)\//.test(path)),
        [],
        `${what}: what was written`,
      );
      t.notOk(opened.includes('/etc/hostname'), `${what}: a link was followed`);
      t.same(called, [], `${what}: what else was reached`);
    };
    requireInside(sync('two-way'), 'the first copy');
    // A folder that was one on both sides leads out of the root now, on either side.
    plant(at('source'), { f: 'changed', 'd/a': undefined, e: undefined });
    rmSync(join(at('destination'), 'e'), { recursive: true });
    plant(at('destination'), { e: link('../outside/d'), 'd/b': 'edited' });
    requireInside(sync('two-way'), 'folders that became links');
    t.same(snapshot(at('outside')), before);
    t.end();
  },
);
