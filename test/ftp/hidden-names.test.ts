import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { cli } from '../support/cli.ts';
import { differences, texts } from '../support/observe.ts';
import { file, noise } from '../support/plant.ts';
import { pairWith } from '../support/pair.ts';
import { serverFor, skipReason } from '../support/servers.ts';

const KIND = 'vsftpd-hides-dot-names';
const ALIKE = { withinNs: undefined, modes: false };
const TWO_WAY = ['--mode', 'two-way'];
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
    t.match(await the.run(...TWO_WAY), { exit: 0, lines: [] });
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
  t.match(await the.run(...TWO_WAY), { exit: 0, lines: [] });
  the.plant('source', { '.mail/.sent/.old/1': undefined, '.mail/.sent/4': 'four' });
  the.plant('destination', { '.mail/.sent/2': 'edited there', '.mail/.sent/5': 'five' });
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  t.same(differences(the.source, the.destination, ALIKE), []);
  the.plant('source', { '.mail': undefined });
  t.match(await the.run(...TWO_WAY, '--max-delete', '100%'), { exit: 0 });
  t.same(texts(the.destination), { kept: 'k' });
  t.match(await the.run(...TWO_WAY), { exit: 0, lines: [] });
});

t.test('S35: what comes back from the trash under a hidden name is carried on', { skip }, async (t) => {
  const server = await serverFor(t, KIND);
  const the = pairWith(t, server, 'to', { source: { kept: 'k', 'box/old': 'old mail' } });
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  the.plant('source', { box: undefined });
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  const ends = [the.source, `${server.url}${the.destination.slice(server.directory.length)}`];
  const env = { HOME: the.root, SYNCLINE_DESTINATION_PASSWORD: server.password };
  const trash = (command: string, ...more: readonly string[]) =>
    cli(['trash', command, ...ends, ...more, ...TWO_WAY, '--state', the.state, '--json'], { env });
  const { run } = JSON.parse((await trash('list')).stdout.split('\n')[0]!) as { run: string };
  t.match(await trash('restore', run, 'box/old', '--to', '.box/.old'), { exit: 0 });
  t.equal(texts(the.destination)['.box/.old'], 'old mail');
  t.match(await the.run(...TWO_WAY), { exit: 0 });
  t.equal(texts(the.source)['.box/.old'], 'old mail');
  t.match(await the.run(...TWO_WAY), { exit: 0, lines: [] });
});

function names(root: string): string[] {
  return readdirSync(root, { recursive: true }).map(String);
}
