import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { FIFO, plant } from '../support/plant.ts';
import { two } from './two.ts';

t.test('both tokens, the journal row and a hash that was asked for are shown', async (t) => {
  const pair = two(t, { source: { 'd/a': 'same size 1' } });
  await pair.on('sync');
  const quiet = await pair.json('why', 'd/a');
  const [line] = quiet.lines as [
    { journal: { source: { token: string }; hash: string }; source: { token: string; standing: string } },
  ];
  t.equal(line.journal.source.token, line.source.token);
  t.equal(line.source.standing, 'same');
  t.match(line.journal.hash, /^[0-9a-f]{64}$/);
  plant(pair.source, { 'd/a': 'same size 2' });
  t.match((await pair.json('why', 'd/a')).lines[0], { source: { standing: 'changed' }, decision: 'apply' });
  plant(pair.source, { 'd/a': 'same size 1' });
  t.match((await pair.json('why', './d/a')).lines[0], {
    source: { standing: 'touched' },
    does: /time is set on the destination, no content/,
  });
  t.match(await pair.on('why', 'd/a'), {
    exit: 0,
    stdout: /^d\/a: .*\n {2}rule +O=file A=touched B=unchanged/,
  });
});

t.test('what takes no part says which pattern, and where', async (t) => {
  const pair = two(t, { source: { 'd/a.bak': 'x', 'd/b': 'y' } });
  const named = await pair.json('why', 'd/a.bak', '--ignore-destination', String.raw`\.bak$`);
  t.match(named, {
    exit: 0,
    lines: [{ rule: null, excluded: [{ path: 'd/a.bak', pattern: '\\.bak$', side: 'destination' }] }],
  });
  t.match((await pair.json('why', 'd/b', '--ignore', '^d$')).lines[0], {
    excluded: [{ path: 'd' }],
    next: null,
  });
  t.match((await pair.json('why', 'd/b', '--no-recursive')).lines[0], {
    excluded: [{ path: 'd', because: /no-recursive/ }],
  });
  t.match((await pair.json('why', '.syncline/trash')).lines[0], { excluded: [{ path: '.syncline' }] });
});

t.test('a folder above that is gone or unknown is told', async (t) => {
  const pair = two(t, { source: { 'd/e/f': 'x', 'u/x': 'y' } });
  await pair.on('sync');
  rmSync(`${pair.source}/d`, { recursive: true });
  plant(pair.source, { u: FIFO });
  t.match((await pair.json('why', 'd/e/f')).lines[0], {
    rule: 'O=file A=absent B=unchanged → delete on the destination',
    above: [{ path: 'd', does: /removed on the destination/ }, { path: 'd/e' }],
  });
  t.match((await pair.json('why', 'u/x')).lines[0], {
    rule: null,
    does: /folder above it is unknown/,
    source: { kind: 'unknown' },
    journal: { kind: 'file' },
    above: [{ path: 'u' }],
  });
});

t.test(
  'F16: below a folder that is left as it is nothing is done, whatever its rule would say',
  async (t) => {
    const pair = two(t, { mode: 'simple', source: { 'd/x': 'x' } });
    await pair.on('sync');
    rmSync(`${pair.source}/d`, { recursive: true });
    plant(pair.source, { d: 'a file now' });
    t.match((await pair.json('why', 'd/x')).lines[0], {
      rule: null,
      does: 'nothing is done, for a folder above it is left as it is',
      above: [
        { path: 'd', does: /^nothing is done at or below it \(destination\): the source has a file here/ },
      ],
    });
  },
);

t.test('one way: the same question by the one-way table', async (t) => {
  const pair = two(t, { mode: 'clone', source: { a: 'x' }, destination: { extra: 'y' } });
  t.match((await pair.json('why', 'extra')).lines[0], {
    rule: 'O=none A=absent B=file → delete on the destination',
  });
  t.match(await pair.on('why', 'a'), {
    exit: 0,
    stdout: /a: it is copied to the destination/,
    stderr: /not been synchronized in clone mode/,
  });
});

t.test('a name that is not UTF-8 is asked for as it is shown', async (t) => {
  const pair = two(t, { source: { 'caf\\xe9': 'x', 'plain\\x5cname': 'y' } });
  t.match((await pair.json('why', 'caf\\xe9')).lines[0], {
    path: 'caf\\xe9',
    encoding: 'escaped',
    decision: 'apply',
  });
  t.match((await pair.json('why', 'plain\\name')).lines[0], { path: 'plain\\name', decision: 'apply' });
});

t.test('when the journal changed is not told as a change of the path', async (t) => {
  const pair = two(t, { source: { a: 'x' } });
  await pair.on('sync');
  plant(pair.source, { later: 'y' });
  t.match(await pair.on('why', 'later'), {
    exit: 0,
    stdout:
      /not known: both sides never agreed on it\n +the journal as a whole was last changed by the run of 20/,
  });
});

t.test('questions that cannot be answered: exit 2 with advice; 3 as a run', async (t) => {
  const pair = two(t, { source: { a: 'x' } });
  t.match(await pair.on('why', 'nowhere'), {
    exit: 2,
    stderr: /neither side nor the journal knows 'nowhere'/,
  });
  t.match(await pair.on('why', 'a/below'), { exit: 2, stderr: /neither side/ });
  t.match(await pair.on('why', '../a'), { exit: 2, stderr: /not a path within the item/ });
  t.match(await pair.on('why', '.'), { exit: 2, stderr: /root itself/ });
  t.match(await pair.bare('why', 'mail', 'a'), {
    exit: 2,
    stderr: /no item 'mail'/,
  });
  rmSync(pair.source, { recursive: true });
  t.match(await pair.on('why', 'a'), { exit: 3, stderr: /does not exist/ });
});

t.test(
  'the last outcome is told as it was recorded: versions, row, rule, when and by which run',
  async (t) => {
    const pair = two(t, { source: { a: '1', 'd/gone': '2', new: '3', keep: '' } });
    const last = async (path: string) => {
      const { exit, lines } = await pair.reading(() => pair.json('why', path));
      t.equal(exit, 0);
      return lines[0]?.last;
    };
    await pair.on('sync');
    t.match(await last('a'), {
      op: 'copy',
      side: 'destination',
      outcome: 'applied',
      reason: 'new',
      bytes: 1,
      rule: 'O=none A=file B=absent → copy on the destination',
      journal: null,
      source: { kind: 'file', size: 1, token: String },
      destination: { kind: 'absent' },
      run: /^\d{8}-\d{9}-[0-9a-f]{14}$/,
      when: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    });
    plant(pair.source, { a: 'edited', new: 'ours' });
    plant(pair.destination, { 'd/gone': undefined, new: 'theirs', keep: undefined, fifo: FIFO });
    plant(pair.source, { keep: FIFO });
    t.equal((await pair.on('sync')).exit, 1);
    t.match(await last('a'), {
      op: 'update',
      rule: 'O=file A=changed B=unchanged → update on the destination',
      journal: { kind: 'file', size: 1 },
    });
    t.match(await last('d/gone'), {
      op: 'delete',
      side: 'source',
      reason: 'deleted',
      rule: 'O=file A=unchanged B=absent → delete on the source',
    });
    t.match(await last('new'), { op: 'conflict', from: /^new\.conflict-/ });
    t.match(await last('keep'), { op: 'skip', side: 'source', code: 'special', outcome: 'applied' });
    t.match(
      (await pair.on('why', 'a')).stdout,
      /last outcome +update on the destination, applied, .* UTC, run \S+: content\n +it followed from O=file A=changed B=unchanged/,
    );
  },
);

t.test('a run that does nothing remembers nothing, and what was recorded stays', async (t) => {
  const pair = two(t, { source: { a: '1' } });
  await pair.on('sync');
  const before = (await pair.json('why', 'a')).lines[0]?.last;
  const header = (): string =>
    readFileSync(
      join(pair.state, 'items', readdirSync(join(pair.state, 'items'))[0]!, 'header.json'),
      'utf8',
    );
  await pair.on('sync');
  const settled = /"generation":\d+/.exec(header())?.[0];
  await pair.on('sync');
  t.equal(/"generation":\d+/.exec(header())?.[0], settled, 'not one batch was written');
  t.same((await pair.json('why', 'a')).lines[0]?.last, before);
});
