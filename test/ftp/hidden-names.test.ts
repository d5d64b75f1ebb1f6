import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { cli } from '../support/cli.ts';
import { clockOff } from '../support/clock.ts';
import { differences, texts } from '../support/observe.ts';
import { file, noise } from '../support/plant.ts';
import { pairWith } from '../support/pair.ts';
import { serverFor, skipReason } from '../support/servers.ts';
import { only } from '../support/only.ts';

const KIND = 'vsftpd-hides-dot-names';
const ALIKE = { withinNs: undefined, modes: false };
const TWO_WAY = ['--mode', 'two-way'];
const DAY_MS = 24 * 60 * 60 * 1_000;
const skip = skipReason(KIND);

t.test('S35: a conflict copy that a killed run left where it is not listed is found', { skip }, async (t) => {
  const server = await serverFor(t, KIND);
  for (const [path, tree] of [
    ['.mail', { '.mail': 'both', other: 'x' }],
    ['a/.mail', { 'a/.mail': 'both', other: 'x' }],
  ] as const) {
    const the = pairWith(t, server, 'to', { source: tree });
    t.match(await the.run(...TWO_WAY), { exit: 0 });
    the.plant('source', { [path]: 'edited here' });
    the.plant('destination', { [path]: file(noise(1_000_000), { mtime: 1_600_000_000 }) });
    const started = the.begin(...TWO_WAY, '--bandwidth', '100KiB/s');
    const isRenamed = (): boolean => names(the.destination).some((name) => name.includes('.conflict-'));
    while (!isRenamed() && started.child.exitCode === null) await sleep(5);
    started.child.kill('SIGKILL');
    t.equal((await started.ended).signal, 'SIGKILL', 'killed while the loser is on one side alone');
    await server.idle();
    t.ok(isRenamed());
    t.notOk(names(the.source).some((name) => name.includes('.conflict-')));

    const planned = await the.run(...TWO_WAY, '--dry-run');
    t.ok(
      planned.lines.some((line) => line.includes('.conflict-')),
      'a dry run knows it',
    );
    t.match(await the.run(...TWO_WAY), { exit: 0 });
    t.same(differences(the.source, the.destination, ALIKE), []);
    const [copy] = names(the.source).filter((name) => name.includes('.conflict-'));
    t.equal(statSync(join(the.source, copy!)).size, 1_000_000, 'the losing version is on both sides');
    t.match(await the.run(...TWO_WAY), { exit: 0, lines: only([]) });
  }
});

t.test('S35: a hidden folder in a hidden folder is kept in step', { skip }, async (t) => {
  const server = await serverFor(t, KIND);
  const tree = {
    kept: 'k',
    '.mail/.sent/.old/1': 'one',
    '.mail/.sent/2': 'two',
    '.mail/.sent/.3': 'three',
    '.mail/.empty/': '',
  };
  const the = pairWith(t, server, 'to', { source: tree });
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  t.match(await the.run(...TWO_WAY), { exit: 0, lines: only([]) });
  the.plant('source', { '.mail/.sent/.old/1': undefined, '.mail/.sent/4': 'four' });
  the.plant('destination', { '.mail/.sent/2': 'edited there', '.mail/.sent/5': 'five' });
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  t.same(differences(the.source, the.destination, ALIKE), []);
  the.plant('source', { '.mail': undefined });
  t.match(await the.run(...TWO_WAY, '--max-delete', '100%'), { exit: 0 });
  t.same(texts(the.destination), { kept: 'k' });
  t.match(await the.run(...TWO_WAY), { exit: 0, lines: only([]) });
});

t.test('S35: what comes back from the trash under a hidden name is carried on', { skip }, async (t) => {
  const server = await serverFor(t, KIND);
  const the = pairWith(t, server, 'to', { source: { kept: 'k', 'box/old': 'old mail' } });
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  the.plant('source', { box: undefined });
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  const { ends, env, options } = commandLine(the, server, 'two-way');
  const trash = (command: string, ...more: readonly string[]) =>
    cli(['trash', command, ...ends, ...more, ...options], { env });
  const { run } = JSON.parse((await trash('list')).stdout.split('\n')[0]!) as { run: string };
  t.match(await trash('restore', run, 'box/old', '--to', '.box/.old'), { exit: 0 });
  t.equal(texts(the.destination)['.box/.old'], 'old mail');
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  t.equal(texts(the.source)['.box/.old'], 'old mail');
  t.match(await the.run(...TWO_WAY), { exit: 0, lines: only([]) });
});

t.test(
  'S35: what goes to the trash under a hidden name is listed, restored and purged',
  { skip },
  async (t) => {
    const server = await serverFor(t, KIND);
    const tree = {
      kept: 'k',
      '.rc': 'settings',
      '.box/cur/1': 'one',
      '.box/cur/2': 'two',
      '.box/.deep/3': 'three',
      'plain/4': 'four',
      'plain/.hidden': 'five',
    };
    for (const mode of ['clone', 'two-way']) {
      const the = pairWith(t, server, 'to', { source: tree });
      const { ends, env, options } = commandLine(the, server, mode);
      const trash = async (command: string, ...more: readonly string[]) =>
        cli(['trash', command, ...ends, ...more, ...options], { env });
      const kept = async (): Promise<string[]> =>
        (await trash('list')).stdout.split('\n').flatMap((line) => (line === '' ? [] : [pathIn(line)]));
      t.match(await the.run('--mode', mode), { exit: 0 });
      the.plant('source', {
        '.rc': 'other settings',
        '.box': undefined,
        'plain/4': undefined,
        'plain/.hidden': undefined,
      });
      t.match(await the.run('--mode', mode, '--max-delete', '100%'), { exit: 0 });
      const all = ['.box/.deep/3', '.box/cur/1', '.box/cur/2', '.rc', 'plain/.hidden', 'plain/4'];
      t.same((await kept()).sort(), all);

      const [run] = readdirSync(join(the.destination, '.syncline/trash'));
      t.match(await trash('restore', run!, '.box/cur/2'), { exit: 0 });
      t.equal(texts(the.destination)['.box/cur/2'], 'two');
      t.same(
        (await kept()).sort(),
        all.filter((path) => path !== '.box/cur/2'),
      );

      const later = { env, nodeArgs: clockOff(31 * DAY_MS) };
      const ran = await cli(['sync', ...ends, ...options, '--max-delete', '100%'], later);
      t.match(ran, { exit: 0 });
      t.notMatch(ran.stderr, /trash/);
      const left = mode === 'clone' ? readdirSync(join(the.destination, '.syncline/trash')) : [];
      t.notOk(left.includes(run!), 'the old trash is gone, with all that is hidden in it');
      if (mode === 'two-way') t.notOk(readdirSync(the.destination).includes('.syncline'));
      t.same(differences(the.source, the.destination, ALIKE), []);
    }
  },
);

t.test(
  'S35: a second version in the trash, beside one that a run put there or in its place',
  { skip },
  async (t) => {
    const server = await serverFor(t, KIND);
    const the = pairWith(t, server, 'to', { source: { kept: 'k', '.rc': 'settings' } });
    const { ends, env, options } = commandLine(the, server, 'clone');
    t.match(await the.run('--mode', 'clone'), { exit: 0 });
    the.plant('source', { '.rc': 'other settings' });
    t.match(await the.run('--mode', 'clone'), { exit: 0 });
    const [run] = readdirSync(join(the.destination, '.syncline/trash'));
    const folder = join(the.destination, '.syncline/trash', run!);
    writeFileSync(join(folder, '.rc~2'), 'a later version');
    server.adopt();
    const list = async (): Promise<string[]> =>
      (await cli(['trash', 'list', ...ends, ...options], { env })).stdout.trim().split('\n').map(pathIn);
    t.same(await list(), ['.rc', '.rc~2']);
    rmSync(join(folder, '.rc'));
    t.same(await list(), ['.rc~2']);
    for (const number of [9, 10, 17]) writeFileSync(join(folder, `.rc~${number}`), 'one of many versions');
    server.adopt();
    t.same((await list()).sort(), ['.rc~10', '.rc~17', '.rc~2', '.rc~9']);
  },
);

/** What commands on the pair of two endpoints are called with. */
function commandLine(
  the: ReturnType<typeof pairWith>,
  server: Awaited<ReturnType<typeof serverFor>>,
  mode: string,
) {
  return {
    ends: [the.source, `${server.url}${the.destination.slice(server.directory.length)}`],
    env: { HOME: the.root, SYNCLINE_DESTINATION_PASSWORD: server.password },
    options: ['--mode', mode, '--state', the.state, '--json'],
  };
}

function pathIn(line: string): string {
  return (JSON.parse(line) as { path: string }).path;
}

function names(root: string): string[] {
  return readdirSync(root, { recursive: true }).map(String);
}
