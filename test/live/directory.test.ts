import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { cli } from '../support/cli.ts';
import { linesOf, liveTo } from './following.ts';
import { deliver, deliverMail, flag, makeMaildir } from './mail.ts';

t.test('mail is delivered, flagged, deleted and filed, and all of it is on the other side', async (t) => {
  const sides = liveTo(t);
  makeMaildir(sides.source);
  const one = await sides.follow();
  await deliverMail(sides.source, { perSecond: 100, seconds: 4 });
  await one.until('everything', () => sides.differences().length === 0);
  const moves = one.operations.filter(({ op }) => op === 'move');
  t.ok(moves.length > 0, 'flags are renames');
  t.equal(
    moves.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
    0,
    'which cost no content',
  );
  t.same(
    one.operations.filter(({ op, outcome }) => op === 'skip' || outcome !== 'applied'),
    [],
  );
  t.equal((await one.stop()).exit, 0);
});

t.test('a file that is being written passes once, whole', async (t) => {
  const sides = liveTo(t);
  mkdirSync(sides.source);
  const one = await sides.follow('--settle', '400ms');
  for (let part = 0; part < 8; part += 1) {
    appendFileSync(join(sides.source, 'growing'), `part ${part}\n`);
    await sleep(60);
  }
  await one.until('the file', () => linesOf(one, 'growing').length > 0);
  t.equal(readFileSync(join(sides.destination, 'growing'), 'utf8').split('\n').length, 9);
  t.same(linesOf(one, 'growing'), ['copy applied']);
});

t.test('every kind of change is carried', async (t) => {
  const sides = liveTo(t);
  const at = (path: string): string => join(sides.source, path);
  mkdirSync(at('folder/inner'), { recursive: true });
  for (const name of ['edited', 'deleted', 'becomes folder', 'folder/inner/kept'])
    writeFileSync(at(name), name);
  const one = await sides.follow();
  writeFileSync(at('empty'), '');
  appendFileSync(at('edited'), ' more');
  unlinkSync(at('deleted'));
  symlinkSync('edited', at('link'));
  unlinkSync(at('becomes folder'));
  mkdirSync(at('becomes folder'));
  writeFileSync(at('becomes folder/file'), 'in it');
  await one.until('the first changes', () => sides.differences().length === 0);
  chmodSync(at('edited'), 0o600);
  renameSync(at('folder'), at('renamed'));
  mkdirSync(at('a/b/c'), { recursive: true });
  writeFileSync(at('a/b/c/deep'), 'deep');
  await one.until('the others', () => sides.differences().length === 0);
  rmSync(at('renamed'), { recursive: true });
  await one.until('the deletes', () => sides.differences().length === 0);
  t.equal(lstatSync(join(sides.destination, 'edited')).mode & 0o777, 0o600);
  t.equal((await one.stop()).exit, 0);
});

t.test('what is ignored is not mentioned, and a hint that leads nowhere makes no pass', async (t) => {
  const sides = liveTo(t);
  mkdirSync(join(sides.source, 'cache'), { recursive: true });
  const one = await sides.follow('--ignore', '^cache$', '--ignore', '\\.tmp$');
  writeFileSync(join(sides.source, 'cache/x'), 'x');
  writeFileSync(join(sides.source, 'y.tmp'), 'y');
  writeFileSync(join(sides.source, 'gone'), 'z');
  unlinkSync(join(sides.source, 'gone'));
  writeFileSync(join(sides.source, 'last'), 'last');
  await one.until('the last file', () => linesOf(one, 'last').length > 0);
  t.same(
    one.operations.map(({ path }) => path),
    ['last'],
  );
});

t.test('a file that is written for ever does not keep others back (C6)', async (t) => {
  const sides = liveTo(t);
  mkdirSync(sides.source);
  const one = await sides.follow();
  const writing = setInterval(() => appendFileSync(join(sides.source, 'log'), 'line\n'), 20);
  t.teardown(() => clearInterval(writing));
  await sleep(300);
  for (let index = 0; index < 5; index += 1) {
    writeFileSync(join(sides.source, `other ${index}`), 'text');
    await one.until('another file', () => linesOf(one, `other ${index}`).length > 0);
  }
  clearInterval(writing);
  await one.until('the log', () => sides.differences().length === 0);
  t.pass();
});

t.test('while a large file is on its way, what is small is carried beside it', async (t) => {
  const sides = liveTo(t);
  mkdirSync(join(sides.source, 'folder'), { recursive: true });
  writeFileSync(join(sides.source, 'edited'), 'before');
  const one = await sides.follow('--bandwidth', '1MiB/s');
  const MIB = 1024 * 1024;
  writeFileSync(join(sides.root, 'large'), Buffer.alloc(100 * MIB, 'x'));
  renameSync(join(sides.root, 'large'), join(sides.source, 'large'));
  const temp = (): string | undefined =>
    readdirSync(sides.destination).find((name) => name.startsWith('.syncline-') && name.endsWith('.tmp'));
  await one.until('the large file', () => temp() !== undefined);
  writeFileSync(join(sides.source, 'small'), 'small');
  writeFileSync(join(sides.source, 'folder', 'inside'), 'inside');
  writeFileSync(join(sides.source, 'edited'), 'edited');
  const there = (name: string): string | undefined => {
    const path = join(sides.destination, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  };
  const all = () =>
    there('small') === 'small' && there('folder/inside') === 'inside' && there('edited') === 'edited';
  await one.until('what is small', all);
  t.notOk(existsSync(join(sides.destination, 'large')), 'before the large one is through');
  t.equal((await one.stop()).exit, 0);
});

t.test('deletes are summed for the guard, and what is held stays held (SPEC §4)', async (t) => {
  const sides = liveTo(t);
  mkdirSync(sides.source);
  const name = (index: number): string => join(sides.source, `file ${index}`);
  for (let index = 0; index < 40; index += 1) writeFileSync(name(index), `text ${index}`.repeat(index + 1));
  const one = await sides.follow();
  for (let index = 0; index < 30; index += 1) {
    unlinkSync(name(index));
    if (index % 5 === 4) await sleep(150);
  }
  await one.until('a hold', () => one.summaries.some(({ held }) => held > 0));
  writeFileSync(join(sides.source, 'after'), 'after');
  await one.until('what is not held', () => linesOf(one, 'after').length > 0);
  const deleted = one.operations.filter(({ op, outcome }) => op === 'delete' && outcome === 'applied').length;
  t.ok(deleted <= 20, `${deleted} of 40 went before the guard stopped the rest`);
  t.match(
    one.summaries.find(({ held }) => held > 0),
    { exit: 3, reason: /of 40 known files/ },
  );
  const state = join(sides.root, 'state');
  const holds = async (...args: readonly string[]) => {
    const { exit, stdout } = await cli(['holds', ...args, '--state', state]);
    t.equal(exit, 0);
    return stdout;
  };
  const held = async (): Promise<string[]> =>
    (await holds('--json'))
      .split('\n')
      .filter((line) => line !== '')
      .map(
        (line) => JSON.parse(line) as { readonly type: string; readonly path: string; readonly id: string },
      )
      .map(({ type, path, id }) => (type === 'hold' ? id : path))
      .sort();
  /** What was held is told a moment before it is noted. */
  const heldNow = async (isAll: (paths: readonly string[]) => boolean): Promise<string[]> => {
    for (;;) {
      const found = await held();
      if (isAll(found)) return found;
    }
  };
  const left = (): string[] => readdirSync(sides.destination).filter((each) => each.startsWith('file '));
  const kept = (): string[] => left().filter((each) => !existsSync(join(sides.source, each)));
  t.ok(kept().length > 1, 'held by more than one look');
  const listed = await heldNow((found) => found.length > kept().length);
  t.same(listed.slice(1), kept().sort(), 'a hold lists all that is held, whichever look held it');
  unlinkSync(name(30));
  await one.until('a further delete that is held', () => linesOf(one, 'file 30').length > 0);
  const longer = await heldNow((found) => found.includes('file 30'));
  t.same(longer.slice(1), kept().sort());
  t.not(longer[0], listed[0], 'which nobody can have approved with what was listed before');
  t.equal((await one.stop()).exit, 0);
  await holds('approve', longer[0]!);
  const mode = ['--mode', 'clone'];
  const ran = await cli(['sync', sides.source, sides.destination, ...mode, '--state', state]);
  t.equal(ran.exit, 0);
  t.same([kept(), await held()], [[], []]);
});

t.test('an audit finds what the watch was not told, and says so', async (t) => {
  const sides = liveTo(t);
  mkdirSync(sides.source);
  writeFileSync(join(sides.source, 'shared'), 'before');
  // Written under its other name, the file changes without an event in the folder that is watched.
  linkSync(join(sides.source, 'shared'), join(sides.root, 'elsewhere'));
  const one = await sides.follow('--audit-every', '2s');
  appendFileSync(join(sides.root, 'elsewhere'), ' and after');
  await one.until('the audit', () => sides.differences().length === 0);
  await one.until('the notice', () =>
    /the watch had not told of 1 of the changes.*shared/.test(one.stderr()),
  );
  t.pass();
});

t.test('two-way, changes of both sides are carried, and come not back', async (t) => {
  const sides = liveTo(t);
  for (const root of [sides.source, sides.destination]) mkdirSync(root);
  const one = await sides.follow('--mode', 'two-way');
  makeMaildir(sides.source);
  await one.until('the folders', () => sides.differences().length === 0);
  deliver(sides.source, 'a', 'from the source');
  deliver(sides.destination, 'b', 'from the destination');
  await one.until('both messages', () => sides.differences().length === 0);
  flag(sides.destination, 'a');
  unlinkSync(join(sides.source, 'new', 'b'));
  await one.until('both changes', () => sides.differences().length === 0);
  await sleep(500);
  const ops = one.operations
    .filter(({ op }) => op !== 'mkdir')
    .map(({ op, outcome, side, path }) => `${op} ${side} ${path} ${outcome}`);
  t.same(ops.sort(), [
    'copy destination new/a applied',
    'copy source new/b applied',
    'delete destination new/b applied',
    'move source cur/a:2,S applied',
  ]);
});
