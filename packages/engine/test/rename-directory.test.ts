import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from '@syncline/endpoint';
import type { Side, Summary } from '@syncline/model';
import { SynclineError } from '@syncline/model';
import t from 'tap';
import type { Effects } from '../src/effects.js';
import { REAL_EFFECTS } from '../src/effects.js';
import type { RunEvent } from '../src/events.js';
import { runOnce } from '../src/run-once.js';
import { directory, item } from './support.js';

/** Where a run is stopped while it renames a directory, as a kill does: nothing that comes after it is done. */
type Stop = 'before the rename' | 'after the rename' | 'after the first rows';

const stopped = () => new SynclineError('unreachable', 'stopped', { scope: 'endpoint' });

/** Ends a run at a step of renaming; what is noted by then stays noted. */
function stoppingAt(stop: Stop): Effects {
  const renaming = (endpoint: Endpoint): Endpoint =>
    new Proxy(endpoint, {
      get(target, key) {
        if (key !== 'moveDirectory') return Reflect.get(target, key) as unknown;
        return async (...args: Parameters<Endpoint['moveDirectory']>) => {
          if (stop === 'before the rename') throw stopped();
          await target.moveDirectory(...args);
          if (stop === 'after the rename') throw stopped();
        };
      },
    });
  return {
    ...REAL_EFFECTS,
    async createEndpoints(...args) {
      const { source, destination } = await REAL_EFFECTS.createEndpoints(...args);
      return { source: renaming(source), destination: renaming(destination) };
    },
    async openJournal(...args) {
      const journal = await REAL_EFFECTS.openJournal(...args);
      if (stop !== 'after the first rows') return journal;
      return new Proxy(journal, {
        get(target, key) {
          if (key === 'commit')
            return async ([first, second, ...rest]: Parameters<typeof target.commit>[0]) => {
              if (first === undefined || rest.length < 2)
                return target.commit([first, second].filter((row) => row !== undefined));
              await target.commit([first, second!]);
              throw stopped();
            };
          const value = Reflect.get(target, key, target) as unknown;
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    },
  };
}

function world() {
  const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
  const at = (side: Side, ...names: string[]): string => join(root, side, ...names);
  for (const side of ['source', 'destination'] as const) mkdirSync(at(side));
  mkdirSync(at('source', 'd/sub'), { recursive: true });
  for (const name of ['keep', 'd/x', 'd/y', 'd/sub/z']) writeFileSync(at('source', name), name);
  const pair = item(directory(at('source')), directory(at('destination')), { mode: 'two-way' });
  const lines: string[] = [];
  const run = (effects = REAL_EFFECTS): Promise<Summary> => {
    lines.length = 0;
    const take = (event: RunEvent): void => {
      if (event.type === 'operation') lines.push(`${event.outcome.op} ${event.outcome.path}`);
    };
    return runOnce(
      pair,
      { stateDirectory: join(root, 'state') },
      take,
      new AbortController().signal,
      effects,
    );
  };
  return { at, run, lines, end: () => rmSync(root, { recursive: true }) };
}

for (const stop of ['before the rename', 'after the rename', 'after the first rows'] as const) {
  t.test(`a run that is stopped ${stop} of a directory is finished by the next one`, async (t) => {
    const { at, run, lines, end } = world();
    await run();
    renameSync(at('source', 'd'), at('source', 'e'));
    t.match(await run(stoppingAt(stop)), { exit: 4 });
    t.equal(existsSync(at('destination', 'd')), stop === 'before the rename');
    // Had the rows been lost with the old name, these would come back from the destination.
    rmSync(at('source', 'e/x'));
    rmSync(at('source', 'e/sub'), { recursive: true });
    t.match(await run(), { exit: 0, conflicts: 0, copied: 0 });
    for (const side of ['source', 'destination'] as const) {
      t.same(
        readdirSync(at(side)).filter((name) => name !== '.syncline'),
        ['e', 'keep'],
      );
      t.same(readdirSync(at(side, 'e')), ['y']);
    }
    await run();
    t.same(lines, [], 'and the next one has nothing to do');
    end();
  });
}

t.test('a directory that cannot be renamed is made, and its files are renamed one by one', async (t) => {
  const { at, run, lines, end } = world();
  await run();
  renameSync(at('source', 'd'), at('source', 'e'));
  const refusing: Effects = {
    ...REAL_EFFECTS,
    async createEndpoints(...args) {
      const sides = await REAL_EFFECTS.createEndpoints(...args);
      const moveDirectory = () =>
        Promise.reject(new SynclineError('failed', 'on different file systems', { scope: 'path' }));
      return {
        ...sides,
        destination: { ...sides.destination, traits: { ...sides.destination.traits }, moveDirectory },
      };
    },
  };
  t.match(await run(refusing), { exit: 0, moved: 3, made: 2, removed: 2, bytes: 0, deleted: 0 });
  t.same(readdirSync(at('destination', 'e')), ['sub', 'x', 'y']);
  await run();
  t.same(lines, []);
  end();
});
