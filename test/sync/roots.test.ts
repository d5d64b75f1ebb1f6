import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import t from 'tap';
import { bench, unprivileged, type Bench } from '../support/bench.ts';
import { cli, type Ended } from '../support/cli.ts';
import { snapshot, texts } from '../support/observe.ts';
import { bound, cannotMount } from '../support/mount.ts';
import { exists, link, plant } from '../support/plant.ts';
import { readReport } from '../support/report.ts';
import { only } from '../support/only.ts';

interface Refusal {
  readonly title: string;
  /** Arranges things; returns other roots than the bench's. */
  readonly arrange: (the: Bench) => { readonly from?: string; readonly to?: string } | void;
  readonly exit: 2 | 3;
  /** What the message has to name. */
  readonly names: RegExp;
}

const refusals: readonly Refusal[] = [
  {
    title: 'a source that is missing',
    arrange: (the) => rmSync(the.source, { recursive: true }),
    exit: 3,
    names: /source.*(not exist|missing|not there)/i,
  },
  {
    title: 'a source that is a file',
    arrange: (the) => ({ from: `${the.source}/a` }),
    exit: 3,
    names: /not a directory/,
  },
  {
    title: 'a source that is a dangling link',
    arrange: (the) => {
      plant(the.root, { l: link('nowhere') });
      return { from: `${the.root}/l` };
    },
    exit: 3,
    names: /source/,
  },
  {
    title: 'a destination that is a file',
    arrange: (the) => {
      plant(the.root, { f: 'x' });
      return { to: `${the.root}/f` };
    },
    exit: 3,
    names: /not a directory/,
  },
  {
    title: 'a destination that is a dangling link',
    arrange: (the) => {
      plant(the.root, { l: link('nowhere') });
      return { to: `${the.root}/l` };
    },
    exit: 3,
    names: /destination/,
  },
  {
    title: 'a destination whose parent is missing',
    arrange: (the) => ({ to: `${the.root}/no/such` }),
    exit: 3,
    names: /no\/such/,
  },
  {
    title: 'a destination below a file',
    arrange: (the) => {
      plant(the.root, { f: 'x' });
      return { to: `${the.root}/f/d` };
    },
    exit: 3,
    names: /destination|directory/,
  },
  { title: 'equal roots', arrange: (the) => ({ to: the.source }), exit: 2, names: /same place|equal/ },
  {
    title: 'equal roots, written differently',
    arrange: (the) => ({ to: `${the.root}/./x/../source//` }),
    exit: 2,
    names: /same place|equal/,
  },
  {
    title: 'a destination inside the source',
    arrange: (the) => ({ to: `${the.source}/below` }),
    exit: 2,
    names: /nested|inside/,
  },
  {
    title: 'a source inside the destination',
    arrange: (the) => ({ to: the.root }),
    exit: 2,
    names: /nested|inside/,
  },
  {
    title: 'a destination that is a link to the source',
    arrange: (the) => {
      symlinkSync(the.source, `${the.root}/l`);
      return { to: `${the.root}/l` };
    },
    exit: 3,
    names: /same place|inside/,
  },
  {
    title: 'a destination inside the source by a link',
    arrange: (the) => {
      mkdirSync(`${the.source}/d`);
      symlinkSync(`${the.source}/d`, `${the.root}/l`);
      return { to: `${the.root}/l` };
    },
    exit: 3,
    names: /same place|inside/,
  },
  {
    title: 'a destination that is to be made inside the source by a link',
    arrange: (the) => {
      mkdirSync(`${the.source}/d`);
      symlinkSync(`${the.source}/d`, `${the.root}/l`);
      return { to: `${the.root}/l/new` };
    },
    exit: 3,
    names: /same place|inside/,
  },
  {
    title: 'a source inside the destination by a link',
    arrange: (the) => {
      mkdirSync(`${the.destination}/d`, { recursive: true });
      symlinkSync(`${the.destination}/d`, `${the.root}/l`);
      return { from: `${the.root}/l` };
    },
    exit: 3,
    names: /same place|inside/,
  },
];

const everything = ({ root }: Bench): Record<string, string> => {
  const { '': _root, state: _state, ...rest } = snapshot(root);
  return Object.fromEntries(Object.entries(rest).filter(([path]) => !path.startsWith('state/')));
};

function readRefusal(ended: Ended): ReturnType<typeof readReport>['summary'] | undefined {
  return ended.exit === 2 ? undefined : readReport(ended.stdout, false).summary;
}

for (const { title, arrange, exit, names } of refusals) {
  t.test(`${title}: exit ${exit}, and nothing is touched`, async (t) => {
    const the = bench(t, { source: { a: '1' } });
    const { from = the.source, to = the.destination } = arrange(the) ?? {};
    const before = everything(the);
    const ended = await cli(['sync', from, to, '--mode', 'clone', '--json', '--state', the.state], {
      cwd: the.root,
    });
    t.equal(ended.exit, exit, ended.stderr);
    t.match(ended.stderr, names);
    t.notMatch(ended.stderr, /\n\s+at /, 'no stack trace');
    if (exit === 2) t.equal(ended.stdout, '', 'no summary');
    else t.match(readRefusal(ended), { exit, copied: 0, reason: names });
    t.same(everything(the), before);
  });
}

t.test('G1: roots that are one directory by a bind mount', { skip: cannotMount }, async (t) => {
  const the = bench(t, { source: { 'd/a': '1' } });
  bound(t, `${the.source}/d`, `${the.root}/elsewhere`);
  const ended = await cli([
    'sync',
    `${the.source}/d`,
    `${the.root}/elsewhere`,
    '--json',
    '--state',
    the.state,
  ]);
  t.equal(ended.exit, 3, 'the same place');
  const nested = [
    'sync',
    the.source,
    `${the.root}/elsewhere`,
    '--json',
    '--state',
    the.state,
    '--bandwidth',
    '1k',
  ];
  t.equal((await cli(nested, { patienceMs: 20_000 })).exit, 3, 'nested');
});

t.test('a root that cannot be looked at refuses the run', { skip: unprivileged.skip }, async (t) => {
  const the = bench(t, { source: { a: '1' }, ...unprivileged });
  plant(the.root, { 'shut/d/x': 'x' });
  await the.run();
  chmodSync(`${the.root}/shut`, 0);
  t.teardown(() => chmodSync(`${the.root}/shut`, 0o755));
  for (const [from, to] of [
    [`${the.root}/shut/d`, the.destination],
    [the.source, `${the.root}/shut/d`],
  ] as const) {
    const args = ['sync', from, to, '--json', '--state', the.state, '--mode', 'clone'];
    const ended = await cli(args, unprivileged);
    t.equal(ended.exit, 3);
    t.match(
      ended.stderr,
      new RegExp(
        `the root of the ${from === the.source ? 'destination' : 'source'}, .*shut/d, cannot be looked at`,
      ),
    );
    t.match(readReport(ended.stdout, false).summary, { exit: 3, reason: /cannot be looked at/ });
  }
});

t.test('the missing last component of a new destination is made, and by a dry run is not', async (t) => {
  const { run, destination } = bench(t, { source: { a: '1' } });
  t.match(await run('--dry-run'), { exit: 0, lines: only(['copy a']), summary: { bytes: 1 } });
  t.notOk(exists(destination));
  t.match(await run(), { exit: 0, lines: only(['copy a']) });
  t.same(texts(destination), { a: '1' });
});

t.test('a pair is the same item however its roots are written', async (t) => {
  const the = bench(t, { source: { a: '1' } });
  await the.run('--mode', 'clone');
  const known = readdirSync(the.state, { recursive: true }).filter((name) =>
    String(name).endsWith('journal'),
  );
  const relative = [
    'sync',
    './source/',
    './x/../destination/.',
    '--json',
    '--state',
    './state',
    '--mode',
    'clone',
  ];
  t.equal((await cli(relative, { cwd: the.root })).exit, 0);
  const after = readdirSync(the.state, { recursive: true }).filter((name) =>
    String(name).endsWith('journal'),
  );
  t.same(after, known);
});
