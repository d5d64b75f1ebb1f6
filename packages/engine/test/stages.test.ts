import { createDirectoryEndpoint } from '@syncline/endpoint';
import type { Operation } from '@syncline/model';
import { makeRunId, ROOT, tempName } from '@syncline/model';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { concatMap, filter, firstValueFrom, forkJoin, lastValueFrom, map, toArray } from 'rxjs';
import type { Test } from 'tap';
import t from 'tap';
import { apply, compileIgnore, diff, guard, policyFor, scan, schedule, watch } from '../src/index.js';
import type { Applied, ApplyContext, Difference } from '../src/index.js';

const SETTINGS = { mode: 'clone', compare: 'size+mtime' } as const;

function twoSides(test: Test) {
  const root = test.testdir({
    source: { 'letter.txt': 'new', 'draft.tmp': 'not yet', same: 'same' },
    destination: { extra: 'only here' },
  });
  const side = (name: string) => createDirectoryEndpoint({ type: 'directory', path: join(root, name) });
  const [source, destination] = [side('source'), side('destination')];
  test.teardown(async () => void (await Promise.all([source.close(), destination.close()])));
  let temps = 0;
  const run = makeRunId(Date.now(), 'stages');
  const context: Omit<ApplyContext, 'signal'> = {
    reader: (name) => (name === 'source' ? source : destination),
    writer: () => destination,
    trash: run,
    nextTemp: () => tempName(run, (temps += 1)),
    retries: 0,
    onBytes: () => undefined,
  };
  return { root, source, destination, context };
}

t.test('the stages are composed by hand, with one of the user between any two', async (t) => {
  const { root, source, destination, context } = twoSides(t);
  const policy = policyFor(SETTINGS, { source, destination });
  const both = forkJoin({ source: scan(source, ROOT), destination: scan(destination, ROOT) });
  const differences = both.pipe(concatMap((sight) => diff(ROOT, sight, policy)));
  const operations = differences.pipe(
    filter(({ name }) => !name.endsWith('.tmp')),
    concatMap(({ path, decision }): Operation[] => {
      if (decision.do === 'apply') return [decision.operation];
      if (decision.do !== 'delete') return [];
      const { side, entry: target } = decision;
      return [{ op: 'delete', side, path, reason: 'extra', target }];
    }),
  );
  t.same(
    readdirSync(join(root, 'destination')),
    ['extra'],
    'cold: nothing happens before somebody subscribes',
  );
  const applied = operations.pipe(concatMap((operation) => apply(operation, context)));
  const done: Applied[] = await lastValueFrom(applied.pipe(toArray()));
  t.same(
    done.map(({ operation, outcome }) => `${operation.op} ${operation.path} ${outcome}`),
    ['delete extra applied', 'copy letter.txt applied', 'copy same applied'],
  );
  t.same(readdirSync(join(root, 'destination')).sort(), ['.syncline', 'letter.txt', 'same']);
  t.equal(readFileSync(join(root, 'destination', 'letter.txt'), 'utf8'), 'new');
  const again: Difference[] = await lastValueFrom(differences.pipe(toArray()));
  t.same(
    again.filter(({ decision }) => decision.do === 'apply').map(({ name }) => name),
    ['draft.tmp'],
  );
});

t.test('what is scanned can be selected, and the guard is asked with what is known', async (t) => {
  const { source } = twoSides(t);
  const selection = { ignore: compileIgnore([String.raw`\.tmp$`]), recursive: true, leftOut: () => false };
  const names = scan(source, ROOT, selection).pipe(map(({ entries }) => entries.map(({ name }) => name)));
  t.same(await firstValueFrom(names), ['letter.txt', 'same']);
  const facts = { journalled: 20, listed: 20, deletes: 15, emptied: undefined, foreignRoot: undefined };
  t.match(guard(facts, { percent: 50, floor: 10 }), /15 of 20/);
  t.equal(guard({ ...facts, deletes: 5 }, { percent: 50, floor: 10 }), undefined);
});

t.test('a stage that is not waited for any more is cancelled', async (t) => {
  const { root, source, destination, context } = twoSides(t);
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(64 * 1024 * 1024));
  mkdirSync(join(root, 'destination', 'd'));
  const policy = policyFor(SETTINGS, { source, destination });
  const sight = await firstValueFrom(
    forkJoin({ source: scan(source, ROOT), destination: scan(destination, ROOT) }),
  );
  const { decision } = [...diff(ROOT, sight, policy)].find(({ name }) => name === 'big')!;
  t.equal(decision.do, 'apply');
  if (decision.do !== 'apply') return;
  const seen: unknown[] = [];
  const copying = apply(decision.operation, context).subscribe((each) => seen.push(each));
  copying.unsubscribe();
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.same(seen, []);
  t.same(readdirSync(join(root, 'destination')).sort(), ['d', 'extra'], 'no file, and no temp file either');
});

t.test('watch and schedule are streams as well', async (t) => {
  const { root } = twoSides(t);
  t.match(await firstValueFrom(watch(join(root, 'source')).pipe(filter(({ type }) => type === 'armed'))), {
    type: 'armed',
  });
  t.type(schedule, 'function');
});
