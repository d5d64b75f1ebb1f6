import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { cli, type Ended } from '../support/cli.ts';
import { bytesBelow, snapshot } from '../support/observe.ts';
import { plant, type Tree } from '../support/plant.ts';

/** How a command ended, with its JSON lines where it was given `--json`. */
export interface Said extends Ended {
  readonly lines: readonly Fields[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** Two directories, a state directory, and the commands on the two. */
export interface Two {
  readonly root: string;
  readonly source: string;
  readonly destination: string;
  readonly state: string;
  /** `COMMAND SOURCE DESTINATION further… --mode MODE --state DIR`; a command of several words is split. */
  on(command: string, ...further: readonly string[]): Promise<Said>;
  /** The same with `--json`, whose lines are read. */
  json(command: string, ...further: readonly string[]): Promise<Said>;
  /** A command that takes no item: `bare('holds', 'drop', id)`. */
  bare(...words: readonly string[]): Promise<Said>;
  /** Runs, and proves that what was asked of a command left both sides and the state as they were. */
  reading<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Ids of the runs in the trash of a side, oldest first. */
  runs(side: 'source' | 'destination'): readonly string[];
}

export interface TwoOptions {
  readonly mode?: 'simple' | 'clone' | 'two-way';
  readonly source?: Tree;
  readonly destination?: Tree;
}

export function two(t: Test, { mode = 'two-way', ...trees }: TwoOptions = {}): Two {
  const root = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const [source, destination, state] = ['source', 'destination', 'state'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  plant(source, trees.source ?? {});
  plant(destination, trees.destination ?? {});
  const run = async (args: readonly string[]): Promise<Said> => {
    const ended = await cli([...args, '--state', state], {
      env: { HOME: root, XDG_STATE_HOME: join(root, 'xdg') },
    });
    return { ...ended, lines: args.includes('--json') ? readLines(ended.stdout) : [] };
  };
  const on = (command: string, ...further: readonly string[]): Promise<Said> =>
    run([...command.split(' '), source, destination, ...further, '--mode', mode]);
  const everything = (): unknown => [snapshot(source), snapshot(destination), bytesBelow(state)];
  return {
    root,
    source,
    destination,
    state,
    on,
    json: (command, ...further) => on(command, ...further, '--json'),
    bare: (...words) => run(words),
    async reading(work) {
      const before = everything();
      const value = await work();
      t.same(everything(), before, 'a question writes nothing');
      return value;
    },
    runs(side) {
      const trash = join(side === 'source' ? source : destination, '.syncline/trash');
      return readdirSync(trash, { withFileTypes: true })
        .map(({ name }) => name)
        .sort();
    },
  };
}

function readLines(text: string): Fields[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Fields);
}

/** `count` files, `name 1` … */
export function files(count: number, name = 'f'): Tree {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${name}${index + 1}`, `${name} ${index + 1}`]),
  );
}

/** The same names, gone. */
export function gone(tree: Tree): Tree {
  return Object.fromEntries(Object.keys(tree).map((name) => [name, undefined]));
}
