import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { bound, cannotMount, mounted, unmount } from '../support/mount.ts';
import { liveTo } from './following.ts';
import { deliverMail, makeMaildir } from './mail.ts';

t.test(
  'a source that is gone for a while deletes nothing, and is followed again when it is back',
  async (t) => {
    const sides = liveTo(t);
    mkdirSync(sides.source);
    writeFileSync(join(sides.source, 'file'), 'text');
    const one = await sides.follow();
    renameSync(sides.source, join(sides.root, 'away'));
    await one.until('the notice', () => /does not exist/.test(one.stderr()));
    renameSync(join(sides.root, 'away'), sides.source);
    writeFileSync(join(sides.source, 'more'), 'more');
    await one.until('it again', () => sides.differences().length === 0);
    await one.until('the watch', () => one.summaries.length > 2);
    writeFileSync(join(sides.source, 'later'), 'later');
    await one.until('later changes', () => sides.differences().length === 0);
    t.same(
      one.operations.filter(({ op }) => op === 'delete'),
      [],
    );
  },
);

t.test('a File Check that fails meanwhile keeps everything back until it holds again', async (t) => {
  const sides = liveTo(t);
  mkdirSync(sides.source);
  const mark = join(sides.root, 'the-disk-is-there');
  writeFileSync(mark, '');
  const one = await sides.follow('--file-check-destination', mark);
  renameSync(mark, `${mark}-not`);
  mkdirSync(join(sides.source, 'new'));
  writeFileSync(join(sides.source, 'new', 'mail'), 'text');
  await one.until('word of it', () => /the File Check of the destination failed/.test(one.stderr()));
  t.same(readdirSync(sides.destination), []);
  renameSync(`${mark}-not`, mark);
  await one.until('the mail', () => sides.differences().length === 0);
  t.equal((await one.stop()).exit, 0);
});

t.test(
  'what is written while the destination is unmounted waits until it is back',
  { skip: cannotMount },
  async (t) => {
    const sides = liveTo(t);
    const disk = join(sides.root, 'disk');
    mkdirSync(sides.source);
    mounted(t, disk, '1m');
    writeFileSync(join(sides.source, 'old'), 'old');
    bound(t, disk, sides.destination);
    const one = await sides.follow();
    unmount(sides.destination);
    writeFileSync(join(sides.source, 'mail'), 'text');
    await one.until('word of it', () => /changes are kept.*mount it again/.test(one.stderr()));
    t.same(readdirSync(sides.destination), []);
    bound(t, disk, sides.destination);
    await one.until('the mail', () => sides.differences().length === 0);
    t.same(
      readdirSync(disk)
        .filter((name) => name !== '.syncline')
        .sort(),
      ['mail', 'old'],
    );
    t.equal((await one.stop()).exit, 0);
  },
);

t.test(
  'F16: what is written while a folder of the destination is unmounted is not taken for being there',
  { skip: cannotMount },
  async (t) => {
    const sides = liveTo(t);
    const disk = join(sides.root, 'disk');
    const inSource = (...path: string[]): string => join(sides.source, 'm', ...path);
    const inDestination = join(sides.destination, 'm');
    mkdirSync(inSource('cur'), { recursive: true });
    writeFileSync(inSource('cur', 'old'), 'old');
    mounted(t, disk, '1m');
    bound(t, disk, inDestination);
    const one = await sides.follow('--mode', 'two-way');
    unmount(inDestination);
    mkdirSync(join(inDestination, 'cur'));
    writeFileSync(inSource('cur', 'mail'), 'text');
    writeFileSync(inSource('letter'), 'text');
    await one.until('word of it', () =>
      /m \(destination\): a file system was mounted here/.test(one.stderr()),
    );
    t.equal((await one.stop()).exit, 0);
    t.same(readdirSync(join(inDestination, 'cur')), []);
    t.same(readdirSync(inDestination), ['cur']);
    bound(t, disk, inDestination);
    const again = await sides.follow('--mode', 'two-way');
    t.same(readdirSync(inSource('cur')).sort(), ['mail', 'old']);
    t.same(readdirSync(join(inDestination, 'cur')).sort(), ['mail', 'old']);
    t.equal((await again.stop()).exit, 0);
  },
);

t.test('killed in the middle and started again, nothing is missing', async (t) => {
  const sides = liveTo(t);
  makeMaildir(sides.source);
  const first = await sides.follow();
  const traffic = deliverMail(sides.source, { perSecond: 100, seconds: 4 });
  await sleep(2_000);
  await first.kill();
  const second = sides.begin();
  await traffic;
  await second.until('everything', () => sides.differences().length === 0);
  t.equal((await second.stop()).exit, 0);
});

t.test('what keeps it from beginning ends it, with the code of a run', async (t) => {
  const sides = liveTo(t);
  const refused = await sides.begin().started.ended;
  t.equal(refused.exit, 3);
  t.match(JSON.parse(refused.stdout), { type: 'summary', exit: 3, reason: /does not exist/ });
  mkdirSync(sides.source);
  const one = await sides.follow();
  t.equal((await sides.begin().started.ended).exit, 5, 'another one works on the same pair');
  t.equal((await one.stop()).exit, 0);
});
