import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { cli } from '../support/cli.ts';
import { until } from '../support/daemon.ts';
import { noise, plant } from '../support/plant.ts';
import { liveTo } from '../live/following.ts';

/** What is told of the runs of a bench's two directories. */
async function told(
  the: Pick<ReturnType<typeof bench>, 'source' | 'destination' | 'state'>,
  mode: string,
  ...more: readonly string[]
): Promise<readonly Record<string, unknown>[]> {
  const args = [
    'history',
    the.source,
    the.destination,
    '--mode',
    mode,
    '--state',
    the.state,
    '--json',
    ...more,
  ];
  const { exit, stdout, stderr } = await cli(args);
  t.same([exit, stderr], [0, '']);
  return stdout
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
}

/** Which runs of a clone there are, and whether they go on. */
async function states(the: Parameters<typeof told>[0]): Promise<readonly string[]> {
  return (await told(the, 'clone')).map(({ number, state }) => `${number} ${state}`);
}

t.test('the runs of two endpoints are told, by mode, the latest first; dry runs are none', async (t) => {
  const the = bench(t, { source: { a: 'one', b: 'two' } });
  t.same(await told(the, 'clone'), []);
  t.match(await the.run('--mode', 'clone', '--dry-run'), { exit: 0 });
  t.match(await the.run('--mode', 'clone'), { exit: 0 });
  t.match(await the.run('--mode', 'clone'), { exit: 0 });
  t.match(await the.run('--mode', 'simple'), { exit: 0 });
  const [second, first, ...rest] = await told(the, 'clone');
  t.match(first, {
    type: 'run',
    number: 1,
    trigger: 'manual',
    state: 'ended',
    summary: { exit: 0, copied: 2, bytes: 6 },
    dropped: 2,
  });
  t.match(second, { number: 2, summary: { exit: 0, copied: 0 } });
  t.ok(Date.parse(String(second?.['ended'])) >= Date.parse(String(second?.['started'])));
  t.same(rest, []);
  t.equal((await told(the, 'clone', '--limit', '1')).length, 1);
  t.equal((await told(the, 'simple')).length, 1);
  t.same(await told(the, 'two-way'), []);
});

t.test('runs that were refused or left something undone are told as well', async (t) => {
  const the = bench(t, { source: { a: 'one' } });
  t.match(await the.run('--mode', 'clone'), { exit: 0 });
  rmSync(the.source, { recursive: true });
  t.match(await the.run('--mode', 'clone'), { exit: 3 });
  const [refused] = await told(the, 'clone');
  t.match(refused, { number: 2, summary: { exit: 3, reason: String } });
});

t.test('what is followed is one run, which goes on until it ends', async (t) => {
  const the = liveTo(t);
  const place = { ...the, state: join(the.root, 'state') };
  plant(the.source, { a: 'one' });
  const following = await the.follow();
  plant(the.source, { b: 'four' });
  const copied = () => following.summaries.reduce((sum, summary) => sum + summary.copied, 0);
  await following.until('the second file', () => copied() === 2);
  await until(async () => (await states(place)).length === 1);
  t.same(await states(place), ['1 running']);
  t.equal((await following.stop()).exit, 0);
  const [run, ...rest] = await told(place, 'clone');
  t.match(run, {
    number: 1,
    trigger: 'manual',
    state: 'ended',
    summary: { exit: 0, copied: 2, bytes: 7 },
    dropped: 2,
  });
  t.same(rest, []);
});

t.test(
  'what is followed and was killed is told to have been lost, and what follows it is another run',
  async (t) => {
    const the = liveTo(t);
    const place = { ...the, state: join(the.root, 'state') };
    plant(the.source, { a: 'one' });
    const following = await the.follow();
    await until(async () => (await states(place)).length === 1);
    await following.kill();
    t.same(await states(place), ['1 lost']);
    const again = await the.follow();
    await until(async () => (await states(place)).length === 2);
    t.same(await states(place), ['2 running', '1 lost']);
    await again.stop();
    t.same(await states(place), ['2 ended', '1 lost']);
  },
);

t.test('so is an ordinary run, if it had been at work for a moment', async (t) => {
  const the = bench(t, { source: { big: noise(3 * 1024 * 1024) } });
  const begun = the.begin('--mode', 'clone', '--bandwidth', '1MiB/s');
  await until(async () => (await states(the)).length === 1);
  t.same(await states(the), ['1 running']);
  begun.child.kill('SIGKILL');
  await begun.ended;
  t.same(await states(the), ['1 lost']);
  const args = ['history', the.source, the.destination, '--mode', 'clone', '--state', the.state];
  t.match(await cli(args), { exit: 0, stdout: /\n1 .* manual +lost *\n$/ });
});

t.test('for people there is a table, or a word that there is none', async (t) => {
  const the = bench(t, { source: { a: 'one' } });
  const ends = [the.source, the.destination, '--mode', 'clone', '--state', the.state];
  t.match(await cli(['history', ...ends]), { exit: 0, stdout: /^No run of .* is remembered\.\n$/ });
  await the.run('--mode', 'clone');
  t.match(await cli(['history', ...ends]), { exit: 0, stdout: /^RUN .*\n1 .* manual .* 1 copied, 3 B\n$/ });
});

t.test('a run that cannot be remembered is no failure, and says so', async (t) => {
  const the = bench(t, { source: { a: 'one' } });
  await the.run('--mode', 'clone');
  const [item] = readdirSync(join(the.state, 'items'));
  const file = join(the.state, 'items', item!, 'runs.jsonl');
  rmSync(file);
  mkdirSync(file);
  chmodSync(file, 0o700);
  t.match(await the.run('--mode', 'clone'), { exit: 0, stderr: /could not be remembered/ });
});
