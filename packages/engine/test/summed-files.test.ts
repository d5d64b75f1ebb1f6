import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import type { Item, Side, Summary } from '@syncline/model';
import type { FileSums, Journal } from '@syncline/state';
import type { Effects } from '../src/effects.js';
import { REAL_EFFECTS } from '../src/effects.js';
import type { RunEvent } from '../src/events.js';
import { runOnce } from '../src/run-once.js';
import { directory, item } from './support.js';

/** Longer than a tick of the file system's clock: what was written before is not racy. */
const rest = () => new Promise((resolve) => void setTimeout(resolve, 40));

/** Every sum that a run was given. */
type Given = (FileSums | undefined)[];

/** `uses` false: as a journal is that has no sums. */
function effects(uses: boolean, given: Given): Effects {
  return {
    ...REAL_EFFECTS,
    async openJournal(...args) {
      const journal = await REAL_EFFECTS.openJournal(...args);
      return new Proxy(journal, {
        get(target, key) {
          if (key === 'fileSums' && !uses) return undefined;
          const value = Reflect.get(target, key, target) as unknown;
          if (key === 'fileSums')
            return (path: Parameters<NonNullable<Journal['fileSums']>>[0]) => {
              given.push(target.fileSums!(path));
              return given.at(-1);
            };
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    },
  };
}

class World {
  readonly root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
  readonly given: Given = [];
  readonly #changes: Partial<Item>;
  readonly #uses: boolean;

  constructor(changes: Partial<Item>, uses: boolean) {
    this.#changes = changes;
    this.#uses = uses;
    for (const folder of ['source/d/e', 'source/m', 'destination'])
      mkdirSync(join(this.root, folder), { recursive: true });
    for (const name of ['d/a', 'd/b', 'd/c', 'd/e/x', 'm/y', 'm/z']) this.write('source', name, name);
  }

  at(side: Side, name: string): string {
    return join(this.root, side, name);
  }

  write(side: Side, name: string, content: string): void {
    writeFileSync(this.at(side, name), content);
    utimesSync(this.at(side, name), 1_600_000_000, 1_600_000_000);
  }

  /** One line for each operation, then what was counted. */
  async run(changes: Partial<Item> = {}): Promise<readonly string[]> {
    this.given.length = 0;
    await rest();
    const lines: string[] = [];
    const take = (event: RunEvent): void => {
      if (event.type === 'operation')
        lines.push(
          `${event.outcome.outcome} ${event.outcome.op} ${event.outcome.side} ${event.outcome.path}`,
        );
    };
    const [source, destination] = [directory(this.at('source', '')), directory(this.at('destination', ''))];
    const summary = await runOnce(
      item(source, destination, { ...this.#changes, ...changes }),
      { stateDirectory: join(this.root, 'state') },
      take,
      new AbortController().signal,
      effects(this.#uses, this.given),
    );
    return [...lines.map(withoutMoment).sort(), countsOf(summary)];
  }

  /** Everything on a side with what is compared of it. */
  tree(side: Side): readonly string[] {
    return readdirSync(this.at(side, ''), { recursive: true, withFileTypes: true })
      .map((entry) => [join(entry.parentPath, entry.name), entry] as const)
      .filter(([path]) => !path.includes('.syncline'))
      .map(([path, entry]) => {
        const name = withoutMoment(path.slice(this.at(side, '').length));
        if (!entry.isFile()) return `${name} ${entry.isDirectory() ? 'folder' : 'link'}`;
        return `${name} ${readFileSync(path, 'utf8')} ${statSync(path).mtimeMs} ${statSync(path).mode}`;
      })
      .sort();
  }

  end(): void {
    rmSync(this.root, { recursive: true });
  }
}

/** The moment of a run is in the names of its conflict copies. */
const withoutMoment = (text: string): string => text.replace(/\d{8}-\d{6}/, 'moment');

const countsOf = (summary: Summary): string => JSON.stringify({ ...summary, seconds: 0 });

/** Each may find the tree as another one left it. */
const CHANGES: readonly ((world: World, side: Side, name: string) => void)[] = [
  (world, side, name) => world.write(side, name, 'same size'.slice(0, 3)),
  (world, side, name) => world.write(side, name, `${name} grew`),
  (world, side, name) => rmSync(world.at(side, name), { recursive: true }),
  (world, side, name) => chmodSync(world.at(side, name), 0o700),
  (world, side, name) => renameSync(world.at(side, name), world.at(side, `${name}-renamed`)),
  (world, side, name) => {
    rmSync(world.at(side, name), { recursive: true });
    mkdirSync(world.at(side, name));
  },
  (world, side, name) => {
    rmSync(world.at(side, name), { recursive: true });
    symlinkSync('target', world.at(side, name));
  },
  (world, side, name) => world.write(side, `${name}-new`, 'new'),
  (world, side, name) => utimesSync(world.at(side, name), 1_500_000_000, 1_500_000_000),
];

const change = fc.record({
  kind: fc.nat({ max: CHANGES.length - 1 }),
  side: fc.constantFrom<Side>('source', 'destination'),
  name: fc.constantFrom('d/a', 'd/b', 'd/c', 'd/e', 'd/e/x', 'm/y', 'm/z', 'm'),
});

void t.test('a run that goes past known files does what one does that looks at each of them', async (t) => {
  const modes = fc.constantFrom<Item['mode']>('simple', 'clone', 'two-way');
  const rounds = fc.array(fc.array(change, { maxLength: 3 }), { minLength: 1, maxLength: 2 });
  const property = fc.asyncProperty(modes, rounds, async (mode, changes) => {
    const worlds = [true, false].map(
      (uses) => new World({ mode, deleteLimit: { percent: 100, floor: 0 } }, uses),
    );
    const alike = async (): Promise<void> => {
      const [left, right] = [await worlds[0]!.run(), await worlds[1]!.run()];
      t.same(left, right);
    };
    try {
      await alike();
      for (const round of changes) {
        await alike();
        for (const world of worlds)
          for (const { kind, side, name } of round) {
            try {
              CHANGES[kind]!(world, side, name);
            } catch {
              // Another change was there before: in both worlds alike.
            }
          }
        await alike();
        for (const side of ['source', 'destination'] as const)
          t.same(worlds[0]!.tree(side), worlds[1]!.tree(side));
      }
    } finally {
      for (const world of worlds) world.end();
    }
  });
  await fc.assert(property, { numRuns: 15 });
});

async function withWorld(run: (world: World) => Promise<void>): Promise<void> {
  const world = new World({}, true);
  try {
    await world.run();
    await run(world);
  } finally {
    world.end();
  }
}

const used = ({ given }: World): number => given.filter((sums) => sums !== undefined).length;

void t.test('after one run the files of every folder are known, and a change is found at once', (t) =>
  withWorld(async (world) => {
    const quiet = await world.run();
    t.equal(quiet.length, 1);
    t.match(quiet[0], '"scanned":18,');
    t.equal(used(world), 3, 'of the root, which has no files, there is nothing to know');
    world.write('source', 'd/b', 'xxx');
    t.match((await world.run())[0], 'applied update destination d/b');
    await world.run();
    t.equal(used(world), 3);
  }),
);

void t.test('a list that is ignored from now on is looked at anew', (t) =>
  withWorld(async (world) => {
    const source = { endpoint: directory(world.at('source', '')), ignore: ['^b$'] };
    await world.run({ source });
    t.ok(world.given.every((sums) => sums?.selection !== undefined || sums === undefined));
    world.write('source', 'd/b', 'longer');
    t.same((await world.run({ source })).length, 1, 'what is ignored is forgotten');
    t.match((await world.run())[0], 'applied update destination d/b', 'and met anew');
  }),
);

void t.test('content is compared where it is asked for, known or not', (t) =>
  withWorld(async (world) => {
    await world.run({ compare: 'content' });
    t.equal(world.given.length, 0);
  }),
);
