import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { texts } from '../support/observe.ts';
import { plant, type Tree } from '../support/plant.ts';
import { files, gone, two, type Said, type Two } from './two.ts';

const BEFORE: Tree = {
  edit: 'old',
  lost: 'gone soon',
  'from here': 'moves along',
  kind: 'file',
  'd/x': 'x',
  same: 's',
};

/** A pair with something of everything to be done, and its plan. */
async function planned(
  t: Parameters<typeof two>[0],
  ...options: string[]
): Promise<Two & { readonly plan: string }> {
  const pair = two(t, { source: BEFORE });
  t.equal((await pair.on('sync')).exit, 0);
  plant(pair.destination, { edit: 'edited', 'from here': undefined, both: 'theirs' });
  plant(pair.source, {
    lost: undefined,
    new: 'n',
    'n/deep': 'd',
    kind: undefined,
    'kind/inside': 'i',
    both: 'ours!',
  });
  const plan = `${pair.root}/plan.json`;
  await pair.reading(async () => {
    t.match(await pair.on('plan', '--out', plan, ...options), {
      exit: 0,
      stderr: /the plan of \d+ operations is in/,
    });
  });
  return { ...pair, plan };
}

function stale({ lines }: Said): unknown[] {
  return lines
    .filter(({ outcome }) => outcome === 'stale')
    .map(({ op, path }) => `${String(op)} ${String(path)}`)
    .sort();
}

t.test('a plan that nothing contradicts does what the run would have done', async (t) => {
  const pair = await planned(t);
  t.match((await pair.on('plan')).stdout, /with --out FILE it is kept(?!.*--dry-run)/);
  const planLines = (await pair.json('plan')).lines.filter(({ type }) => type === 'operation');
  const applied = await pair.bare('apply', pair.plan, '--json');
  t.match(applied, { exit: 0 });
  t.same(
    short(applied.lines),
    short(planLines).map((line) => line.replace('planned', 'applied')),
  );
  t.match((await pair.json('sync')).lines, [{ type: 'summary', exit: 0, bytes: 0 }], 'nothing is left');
  t.equal((await pair.json('sync')).lines.length, 1);
});

function short(lines: Said['lines']): string[] {
  const operations = lines.filter(({ type }) => type === 'operation');
  return operations.map(({ op, side, path, outcome }) => [op, side, path, outcome].join(' ')).sort();
}

t.test('a changed precondition is reported as stale, and the rest is done', async (t) => {
  const pair = await planned(t);
  plant(pair.destination, { edit: 'edited again', lost: 'edited meanwhile' });
  plant(pair.source, { new: undefined, later: 'not in the plan', 'n/deep2': 'neither' });
  const applied = await pair.bare('apply', pair.plan, '--json');
  t.equal(applied.exit, 1);
  t.same(stale(applied), ['copy new', 'delete lost', 'update edit']);
  t.match(applied.stderr, /not as it was when the plan was made: plan anew/);
  const [source, destination] = [texts(pair.source), texts(pair.destination)];
  t.equal(source.edit, 'old');
  t.equal(destination.lost, 'edited meanwhile');
  t.equal(destination['n/deep'], 'd');
  t.equal(destination['kind/inside'], 'i');
  t.notOk('later' in destination || 'n/deep2' in destination, 'what is not in the plan is left');
  t.equal((await pair.on('sync')).exit, 0);
  t.same(texts(pair.source), texts(pair.destination));
  t.equal(texts(pair.source).later, 'not in the plan');
});

t.test('applied twice, all of it is stale and nothing is done', async (t) => {
  const pair = await planned(t);
  await pair.bare('apply', pair.plan);
  const before = [texts(pair.source), texts(pair.destination)];
  const again = await pair.bare('apply', pair.plan, '--json');
  t.match(again, { exit: 1 });
  t.ok(again.lines.every(({ type, outcome }) => type === 'summary' || outcome === 'stale'));
  t.same([texts(pair.source), texts(pair.destination)], before);
});

t.test('a folder that is not to be emptied by the plan is not removed', async (t) => {
  const pair = two(t, { mode: 'clone', source: { 'd/x': 'x', keep: 'k' } });
  await pair.on('sync');
  plant(pair.source, { d: undefined });
  await pair.on('plan', '--out', `${pair.root}/p`);
  plant(pair.destination, { 'd/new': 'came since' });
  const applied = await pair.bare('apply', `${pair.root}/p`);
  t.equal(applied.exit, 1);
  t.same(texts(pair.destination), { 'd/': '', 'd/new': 'came since', keep: 'k' });
  // It is not even tried: not every server refuses to remove a folder with something in it.
  t.match(applied.stderr, /not removed d\/ \(destination\): it is no longer to be done like this/);
});

t.test('held deletes are in the plan, and are held when it is applied', async (t) => {
  const pair = two(t, { source: { ...files(15), keep: 'k' } });
  await pair.on('sync');
  plant(pair.source, { ...gone(files(15)), new: 'n' });
  const plan = `${pair.root}/plan`;
  t.equal((await pair.on('plan', '--out', plan)).exit, 3);
  t.match(await pair.bare('apply', plan, '--json'), { exit: 3, lines: { 16: { held: 15, copied: 1 } } });
  plant(pair.source, { new: undefined });
  t.equal((await pair.on('plan', '--out', plan, '--approve-deletes')).exit, 0);
  t.equal((await pair.bare('apply', plan)).exit, 0);
  t.same(texts(pair.destination), { keep: 'k' });
});

t.test('the file holds the item without passwords, every path, and is for its owner alone', async (t) => {
  const pair = two(t, { mode: 'clone', source: { 'caf\\xe9': 'x', 'name "quoted"\nline': 'y' } });
  const plan = `${pair.root}/plan.json`;
  t.equal((await pair.on('plan', '--out', plan, '--ignore', 'bak$')).exit, 0);
  t.equal(statSync(plan).mode & 0o777, 0o600);
  const written = JSON.parse(readFileSync(plan, 'utf8')) as Record<string, unknown>;
  t.match(written, {
    type: 'syncline-plan',
    version: 1,
    created: /Z$/,
    state: pair.state,
    item: { mode: 'clone', source: { ignore: ['bak$'], endpoint: { type: 'directory', path: pair.source } } },
    operations: [
      { op: 'copy', path: 'caf\\xe9', encoding: 'escaped', brings: { kind: 'file', size: 1, token: String } },
      { op: 'copy', path: 'name "quoted"\nline' },
    ],
  });
  t.equal((await pair.bare('apply', plan)).exit, 0);
  t.same(texts(pair.destination), texts(pair.source));
});

t.test('no plan is left by a run that could not be planned', async (t) => {
  const pair = two(t, { source: { a: 'x' } });
  const plan = `${pair.root}/plan.json`;
  t.match(await pair.on('plan', '--out', plan, '--file-check-source', 'missing'), {
    exit: 3,
    stderr: /no plan was written/,
  });
  t.notOk(existsSync(plan) || existsSync(`${plan}.part`));
  const refused = await pair.bare(
    'plan',
    'ftp://me:sEcret@127.0.0.1:1/x',
    pair.source,
    '--out',
    plan,
    '--retries',
    '0',
    '--timeout',
    '2',
  );
  t.match(refused, { exit: 4 });
  t.notOk(existsSync(plan));
  t.notMatch(refused.stdout + refused.stderr, 'sEcret');
});

t.test('what is no plan is refused with exit 2, and nothing is touched', async (t) => {
  const pair = await planned(t);
  const text = readFileSync(pair.plan, 'utf8');
  const bad: readonly (readonly [string, RegExp])[] = [
    ['{', /cannot be read/],
    ['[]', /not a plan/],
    [text.replace('"version":1', '"version":2'), /version 2.*Plan anew/],
    [text.replace('"op":"copy"', '"op":"erase"'), /changed by hand/],
    [text.replace(/"item":\{"name":"[^"]*"/, '"item":{"name":"../../x"'), /changed by hand/],
  ];
  await pair.reading(async () => {
    for (const [content, why] of bad) {
      writeFileSync(`${pair.root}/bad.json`, content);
      t.match(await pair.bare('apply', `${pair.root}/bad.json`), { exit: 2, stdout: '', stderr: why });
    }
    t.match(await pair.bare('apply', `${pair.root}/nowhere`), { exit: 2, stderr: /cannot be read/ });
    t.match(await pair.on('plan', '--out', `${pair.root}/no/such/folder`), { exit: 2, stderr: /--out/ });
    t.match(await pair.bare('plan', 'mail'), { exit: 2, stderr: /no item 'mail'/ });
  });
});

t.test('a plan that cannot get its name leaves nothing, and says what to do', async (t) => {
  const pair = two(t, { source: { a: 'a' } });
  const taken = `${pair.root}/taken`;
  mkdirSync(taken);
  t.match(await pair.on('plan', '--out', taken), {
    exit: 2,
    stderr: /--out: the plan cannot be written.*EISDIR/,
  });
  t.notOk(existsSync(`${taken}.part`));
});
