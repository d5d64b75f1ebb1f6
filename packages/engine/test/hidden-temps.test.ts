import type { Name, Path, RunId, Side } from '@syncline/model';
import { joinPath, makeRunId, SynclineError, tempName } from '@syncline/model';
import t from 'tap';
import { forgetHiddenTemps, noteHiddenTemp, removeHiddenTemps } from '../src/hidden-temps.js';
import type { HiddenWorld } from './hidden.js';
import { at, hiddenRun } from './hidden.js';

const [BEFORE, OURS] = [1_000, 2_000].map((startedMs) => makeRunId(startedMs, 'item')) as [RunId, RunId];
const temp = (run: string, number: number): Path => joinPath(at('box'), tempName(run, number));
const noteOf = (run: string, number: number): string => `temp\0${temp(run, number)}`;
const notes = (...numbers: readonly number[]) =>
  Object.fromEntries(numbers.map((number) => [noteOf(BEFORE, number), 'destination']));
const left = (...numbers: readonly number[]) =>
  numbers.map((number) => noteOf(BEFORE, number).replaceAll('\0', ' '));

/** A run that removes temp files, which fails for some of them. */
function removing(
  world: HiddenWorld,
  fails: ReadonlyMap<Path, SynclineError> = new Map(),
  partial?: Path,
  dryRun = false,
) {
  const steps: string[] = [];
  const writer = (side: Side) => ({
    removeTemp: async (directory: Path, name: Name) => {
      const error = fails.get(joinPath(directory, name));
      if (error !== undefined) throw error;
      steps.push(`remove ${name} on the ${side}`);
    },
    flush: async () => void steps.push(`flush the ${side}`),
  });
  const the = hiddenRun({
    ...world,
    more: {
      id: OURS,
      dryRun,
      writable: ['destination'],
      apply: { writer },
      partials: { isNoted: async (_side: Side, path: Path) => path === partial },
      unplacedTemps: new Set<Path>(),
    },
  });
  return { ...the, removed: steps };
}

const failed = (options: { readonly scope: 'path' | 'endpoint'; readonly retry?: boolean }) =>
  new SynclineError('failed', 'it could not be removed', options);

t.test('a temp file is noted before it is written, where its side hides it', async (t) => {
  const { run, noted } = removing({});
  const placed = await noteHiddenTemp(run, 'destination', temp(OURS, 1));
  t.strictSame([...run.unplacedTemps], [temp(OURS, 1)]);
  t.strictSame(noted(), [`temp ${temp(OURS, 1)}`]);
  placed();
  t.equal(run.unplacedTemps.size, 0);
  const shown = removing({});
  (await noteHiddenTemp(shown.run, 'source', temp(OURS, 2)))();
  t.strictSame([shown.noted(), shown.run.unplacedTemps.size], [[], 0]);
});

t.test('what earlier runs left is removed, durably, before it is forgotten', async (t) => {
  const { run, removed, noted } = removing({ notes: { ...notes(1, 2), 'name\0.x': true } });
  await removeHiddenTemps(run);
  t.strictSame(removed, [
    `remove ${tempName(BEFORE, 1)} on the destination`,
    `remove ${tempName(BEFORE, 2)} on the destination`,
    'flush the destination',
  ]);
  t.strictSame(noted(), ['name .x']);
});

t.test('a part of a large file that may be continued stays, and so does all in a dry run', async (t) => {
  const { run, removed, noted } = removing({ notes: notes(1) }, new Map(), temp(BEFORE, 1));
  await removeHiddenTemps(run);
  t.strictSame([removed, noted()], [[], left(1)]);
  const dry = removing({ notes: notes(1) }, new Map(), undefined, true);
  await removeHiddenTemps(dry.run);
  t.strictSame([dry.removed, dry.noted()], [[], left(1)]);
});

t.test('what could not be removed stays noted, unless nothing is there', async (t) => {
  const fails = new Map([1, 2, 3].map((number) => [temp(BEFORE, number), failed({ scope: 'path' })]));
  const standing = { [temp(BEFORE, 1)]: 'there', [temp(BEFORE, 3)]: 'unknown' } as const;
  const { run, noted } = removing({ notes: notes(1, 2, 3), destination: standing }, fails);
  await removeHiddenTemps(run);
  t.strictSame(noted(), left(1));
});

for (const [title, error] of [
  ['a lost side', failed({ scope: 'endpoint' })],
  ['what may work soon', failed({ scope: 'path', retry: true })],
  ['a fault', new TypeError('a fault') as SynclineError],
] as const)
  t.test(`${title} ends the removal, and all stays noted`, async (t) => {
    const { run, noted } = removing({ notes: notes(1) }, new Map([[temp(BEFORE, 1), error]]));
    await t.rejects(removeHiddenTemps(run), error);
    t.strictSame(noted(), left(1));
  });

t.test('a run forgets its own temp files that have become what they were written for', async (t) => {
  const { run, noted } = removing({ notes: notes(1) });
  for (const number of [1, 2]) {
    const placed = await noteHiddenTemp(run, 'destination', temp(OURS, number));
    if (number === 1) placed();
  }
  await forgetHiddenTemps(run);
  t.strictSame(noted(), [...left(1), `temp ${temp(OURS, 2)}`]);
});
