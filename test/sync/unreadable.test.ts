import { chmodSync } from 'node:fs';
import t from 'tap';
import { bench, unprivileged } from '../support/bench.ts';
import { cli } from '../support/cli.ts';
import { texts } from '../support/observe.ts';
import { plant, type Tree } from '../support/plant.ts';
import { only } from '../support/only.ts';

/** Trees of both sides and of the journal. What stands at `d` on the source can't be read or listed. */
interface Standing {
  readonly known: Tree;
  readonly source: Tree;
  readonly destination: Tree;
}

const folder: Tree = { 'd/x': 'in the folder', 'd/below/y': 'further down' };

const standings: Readonly<Record<string, Standing>> = {
  'a new folder': { known: {}, source: folder, destination: {} },
  'a new folder against a new file': { known: {}, source: folder, destination: { d: 'file' } },
  'a folder that the other side lost': { known: folder, source: folder, destination: {} },
  'a folder that took the place of a file': {
    known: { d: 'file' },
    source: folder,
    destination: { d: 'file' },
  },
  'a folder whose place a file took on the other side': {
    known: folder,
    source: folder,
    destination: { d: 'file' },
  },
  'a file that took the place of a folder': { known: folder, source: { d: 'file' }, destination: folder },
};

t.test(
  'F15: what cannot be read or listed is unknown, at and below',
  { skip: unprivileged.skip },
  async (t) => {
    for (const mode of ['clone', 'two-way']) {
      for (const [title, standing] of Object.entries(standings)) {
        t.test(`${mode}: ${title} is left, and nothing is done against it`, async (t) => {
          const { run, source, destination } = bench(t, {
            source: { ...standing.known, kept: '' },
            user: unprivileged.user,
          });
          await run('--mode', mode);
          for (const [root, tree] of [
            [source, standing.source],
            [destination, standing.destination],
          ] as const) {
            if (tree !== standing.known) plant(root, { d: undefined, ...tree });
          }
          const before = texts(destination);
          chmodSync(`${source}/d`, 0);
          for (const further of [['--dry-run'], [], []]) {
            t.match(await run('--mode', mode, '--approve-deletes', ...further), {
              exit: 1,
              lines: only(['skip d']),
            });
          }
          t.same(texts(destination), before);
        });
      }
    }

    for (const winner of ['source', 'destination'])
      t.test(
        `two-way: a version that can not be read is in no conflict, be it the ${winner}'s`,
        async (t) => {
          const { run, source, destination } = bench(t, { source: { d: 'file' }, user: unprivileged.user });
          await run('--mode', 'two-way');
          plant(source, { d: 'edited here, at length' });
          plant(destination, { d: 'edited there' });
          chmodSync(`${source}/d`, 0);
          for (const further of [['--dry-run'], [], []])
            t.match(await run('--mode', 'two-way', '--conflict', winner, ...further), {
              exit: 1,
              lines: only(['skip d']),
            });
          t.same(texts(destination), { d: 'edited there' });
        },
      );

    t.test(
      'two-way: folders that only an unlistable one keeps alive are made again, it is not',
      async (t) => {
        const { run, source, destination } = bench(t, {
          source: { 'a/b/d/x': '1', 'a/b/y': '2', kept: '' },
          user: unprivileged.user,
        });
        await run('--mode', 'two-way');
        plant(destination, { a: undefined });
        chmodSync(`${source}/a/b/d`, 0);
        const dry = await run('--mode', 'two-way', '--dry-run');
        t.same(dry.lines, ['delete a/b/y', 'mkdir a', 'mkdir a/b', 'skip a/b/d']);
        t.same(texts(destination), { kept: '' });
      },
    );
  },
);

t.test(
  'a file whose mode lets nobody read it fails in a dry run as in a real one',
  { skip: unprivileged.skip },
  async (t) => {
    for (const mode of ['simple', 'clone', 'two-way']) {
      const the = bench(t, { source: { changed: 'old', kept: '' }, user: unprivileged.user });
      await the.run('--mode', mode);
      plant(the.source, { changed: 'a newer version', added: 'x' });
      for (const name of ['changed', 'added']) chmodSync(`${the.source}/${name}`, 0);
      const [dry, real] = [await the.run('--mode', mode, '--dry-run'), await the.run('--mode', mode)];
      t.match(
        dry,
        { exit: real.exit, summary: { failed: real.summary.failed, updated: 0, copied: 0 } },
        mode,
      );
      const inShort = (ran: typeof real) =>
        ran.operations.map(({ op, path, outcome, code }) => [op, path, outcome, code].join(' ')).sort();
      t.same(inShort(dry), inShort(real), mode);
    }
  },
);

t.test(
  'F15: why explains a file that has to be compared and cannot be read',
  { skip: unprivileged.skip },
  async (t) => {
    const the = bench(t, { source: { a: 'one' }, ...unprivileged });
    t.equal((await the.run('--mode', 'clone')).exit, 0);
    chmodSync(`${the.source}/a`, 0);
    const question = ['why', the.source, the.destination, 'a', '--mode', 'clone', '--state', the.state];
    const { exit, stdout } = await cli(question, { user: unprivileged.user });
    t.equal(exit, 0);
    t.match(
      stdout,
      /^a: nothing is done at or below it \(source\): the file cannot be read: permission is denied/,
    );
    t.match(stdout, /rule .*→ skip on the source/);
  },
);
