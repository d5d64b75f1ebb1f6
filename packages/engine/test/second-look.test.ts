import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '@syncline/endpoint';
import type { Mode, Side, Summary } from '@syncline/model';
import { SynclineError } from '@syncline/model';
import t, { type Test } from 'tap';
import type { Effects } from '../src/effects.js';
import { REAL_EFFECTS } from '../src/effects.js';
import type { RunEvent } from '../src/events.js';
import { runOnce } from '../src/run-once.js';
import { directory, item } from './support.js';

/** How often a step on the destination meets a change before it succeeds, and what is done just before. */
interface Unrest {
  readonly moves?: number;
  readonly writes?: number;
  readonly before?: (change: number) => void;
  /** The path of a directory that can never be made. */
  readonly unmade?: string;
  /** The side whose listings are not complete from the first change on. */
  readonly incomplete?: Side;
}

const changed = () => new SynclineError('stale', 'it changed', { scope: 'path' });

function effectsWith({ moves = 0, writes = 0, before, unmade, incomplete }: Unrest): Effects {
  const left = { move: moves, write: writes };
  let changes = 0;
  const meeting = (target: Endpoint, step: 'move' | 'write') => {
    return async (...args: [never, never, never, never]): Promise<unknown> => {
      if (left[step] === 0) return target[step](...args);
      left[step] -= 1;
      changes += 1;
      before?.(changes);
      throw changed();
    };
  };
  const make =
    (target: Endpoint): Endpoint['makeDirectory'] =>
    async (path, ...more) => {
      if (path === unmade) throw changed();
      return target.makeDirectory(path, ...more);
    };
  const list =
    (side: Side, target: Endpoint): Endpoint['list'] =>
    async (...args) => {
      const listing = await target.list(...args);
      if (changes === 0 || incomplete !== side) return listing;
      return { ...listing, complete: false, incompleteBecause: 'it was cut', columns: undefined };
    };
  return {
    ...REAL_EFFECTS,
    async createEndpoints(...args) {
      const { source, destination } = await REAL_EFFECTS.createEndpoints(...args);
      const unsteady = new Proxy(destination, {
        get(target, key) {
          if (key === 'move' || key === 'write') return meeting(target, key);
          if (key === 'list') return list('destination', target);
          if (key === 'makeDirectory') return make(target);
          // Small files are made by `write` as well.
          return key === 'copyNew' ? undefined : (Reflect.get(target, key) as unknown);
        },
      });
      const listed = new Proxy(source, {
        get: (target, key) =>
          key === 'list' ? list('source', target) : (Reflect.get(target, key) as unknown),
      });
      return { source: listed, destination: unsteady };
    },
  };
}

function world(t: Test, mode: Mode) {
  const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  const at = (side: Side, name = ''): string => join(root, side, name);
  for (const side of ['source', 'destination'] as const) mkdirSync(at(side));
  const pair = item(directory(at('source')), directory(at('destination')), { mode });
  const lines: string[] = [];
  const run = (unrest: Unrest = {}): Promise<Summary> => {
    lines.length = 0;
    const take = (event: RunEvent): void => {
      if (event.type !== 'operation') return;
      const { op, path, outcome } = event.outcome;
      lines.push(`${op} ${path} ${outcome}`);
    };
    const options = { stateDirectory: join(root, 'state') };
    return runOnce(pair, options, take, new AbortController().signal, effectsWith(unrest));
  };
  return { at, run, lines };
}

/** A pair in step, of which the source then renames `old` to `new`. */
async function renamed(t: Test, mode: Mode = 'clone', folder = '') {
  const the = world(t, mode);
  if (folder !== '') mkdirSync(the.at('source', folder));
  for (const name of ['old', 'other']) writeFileSync(the.at('source', folder + name), name);
  t.match(await the.run(), { exit: 0, copied: 2 });
  renameSync(the.at('source', `${folder}old`), the.at('source', `${folder}new`));
  return the;
}

const namesIn = (path: string): readonly string[] =>
  readdirSync(path)
    .filter((name) => name !== '.syncline')
    .sort();

for (const mode of ['clone', 'two-way'] as const)
  for (const folder of ['', 'd/'])
    t.test(`a rename that met a change is a copy in the same run, ${mode}, in '${folder}'`, async (t) => {
      const { at, run, lines } = await renamed(t, mode, folder);
      t.match(await run({ moves: 1 }), { exit: 0, failed: 0 });
      t.same(lines, [`copy ${folder}new applied`]);
      t.equal(readFileSync(at('destination', `${folder}new`), 'utf8'), 'old');
      t.ok(existsSync(at('destination', `${folder}old`)), 'what was its old name is for the next run');
      t.match(await run(), { exit: 0 });
      t.same(lines, [`delete ${folder}old applied`]);
      t.match(await run(), { exit: 0 });
      t.same(lines, []);
    });

t.test('what meets changes again and again is left for the next run, and told once', async (t) => {
  const { at, run, lines } = await renamed(t);
  t.match(await run({ moves: 1, writes: 2 }), { exit: 1 });
  t.same(lines, ['copy new stale']);
  t.same(namesIn(at('destination')), ['old', 'other']);
  t.match(await run({ moves: 1, writes: 1 }), { exit: 0 }, 'the third look is the last');
  t.same(lines, ['copy new applied']);
});

t.test('what is gone by then is told by nobody', async (t) => {
  const { at, run, lines } = await renamed(t);
  t.match(await run({ moves: 1, before: () => rmSync(at('source', 'new')) }), { exit: 0 });
  t.same(lines, []);
  t.same(namesIn(at('destination')), ['old', 'other']);
});

for (const incomplete of ['source', 'destination'] as const)
  for (const before of [undefined, (the: string) => rmSync(the)])
    t.test(
      `where a listing is not complete it is told, once (${incomplete}, ${before ? 'gone' : 'there'})`,
      async (t) => {
        const { at, run, lines } = await renamed(t);
        const unrest = { moves: 1, incomplete, before: () => before?.(at('source', 'new')) };
        t.match(await run(unrest), { exit: 1 });
        t.same(lines, ['move new stale']);
      },
    );

t.test('each of several in one folder is looked at again', async (t) => {
  const { at, run, lines } = await renamed(t);
  renameSync(at('source', 'other'), at('source', 'else'));
  t.match(await run({ moves: 2 }), { exit: 0 });
  t.same(lines.toSorted(), ['copy else applied', 'copy new applied']);
});

t.test('what would have to be deleted for it is left, and told', async (t) => {
  const { at, run, lines } = await renamed(t);
  const before = (): void => {
    rmSync(at('source', 'new'));
    writeFileSync(at('destination', 'new'), 'theirs');
  };
  t.match(await run({ moves: 1, before }), { exit: 1 });
  t.same(lines, ['move new stale']);
  t.same(namesIn(at('destination')), ['new', 'old', 'other']);
});

t.test('a folder in its place comes with all that is in it', async (t) => {
  const { at, run } = await renamed(t);
  const before = (): void => {
    rmSync(at('source', 'new'));
    mkdirSync(at('source', 'new'));
    writeFileSync(at('source', 'new/x'), 'x');
  };
  t.match(await run({ moves: 1, before }), { exit: 0 });
  t.equal(readFileSync(at('destination', 'new/x'), 'utf8'), 'x');
});

t.test('what cannot be made below a folder that came with the last look is told', async (t) => {
  const { at, run, lines } = await renamed(t);
  const before = (change: number): void => {
    if (change === 1) return;
    rmSync(at('source', 'new'));
    mkdirSync(at('source', 'new/sub'), { recursive: true });
  };
  t.match(await run({ moves: 1, writes: 1, before, unmade: 'new/sub' }), { exit: 1 });
  t.same(lines, ['mkdir new applied', 'mkdir new/sub stale']);
  t.match(await run(), { exit: 0 });
});
