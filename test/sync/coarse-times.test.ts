import t from 'tap';
import { bench } from '../support/bench.ts';
import { cannotMountExt4, mountedExt4 } from '../support/mount.ts';
import { only } from '../support/only.ts';
import { file, plant } from '../support/plant.ts';
import { texts } from '../support/observe.ts';

const MODES = ['simple', 'clone', 'two-way'] as const;

/** With inodes of 128 bytes ext4 keeps whole seconds, and none after 2038: what every ext3 does. */
const SMALL_INODES = ['-I', '128'];

const TIMES = {
  'with µs': 1_600_000_000.123456,
  'after 2038': 4_000_000_000,
  'after 2500': 17_000_000_000,
};

const withTimes = (content: string, laterBy = 0) =>
  Object.fromEntries(
    Object.entries(TIMES).map(([name, mtime]) => [name, file(content, { mtime: mtime + laterBy })]),
  );

for (const mode of MODES) {
  t.test(
    `T4, T7: a file system that makes another time of the one it is given is written once (${mode})`,
    { skip: cannotMountExt4 },
    async (t) => {
      const { destination, run, source } = bench(t);
      mountedExt4(t, destination, SMALL_INODES);
      const inStep = async (what: string): Promise<void> => {
        t.match(
          await run('--mode', mode),
          { exit: 0, lines: only([]) },
          `${what}, and then nothing is to be done`,
        );
        t.match(await run('--mode', mode), { exit: 0, lines: only([]) }, `${what}, and nothing for good`);
      };
      plant(source, withTimes('one'));
      t.match(await run('--mode', mode), { exit: 0, summary: { copied: 3 } });
      await inStep('copied');
      plant(source, withTimes('another'));
      t.match(await run('--mode', mode), { exit: 0, summary: { updated: 3, bytes: 21 } });
      await inStep('updated');
      plant(source, withTimes('another', 7));
      t.match(await run('--mode', mode), { exit: 0, summary: { updated: 3, bytes: 0 } });
      await inStep('touched');
    },
  );
}

t.test(
  'T5: an edit that such a file system gives the time of the copy is found',
  { skip: cannotMountExt4 },
  async (t) => {
    const the = bench(t);
    const { destination, source } = the;
    mountedExt4(t, destination, SMALL_INODES);
    plant(source, { a: file('one', { mtime: 1_600_000_000.5 }) });
    const twoWay = () => the.finish(the.begin('--mode', 'two-way'));
    t.equal((await twoWay()).exit, 0);
    plant(destination, { a: file('two', { mtime: 1_600_000_000 }) });
    t.match(await twoWay(), { exit: 0, lines: only(['update a']) });
    t.match(texts(source), { a: 'two' });
    t.match(await twoWay(), { exit: 0, lines: only([]) });
  },
);
