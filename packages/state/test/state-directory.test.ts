import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { journalDirectory, pairKey } from '../src/index.js';
import { inItem, open, snapshot, withState } from './journals.js';
import { commitNext, isPrefix, lastCommit } from './sequence.js';

const isRoot = process.getuid?.() === 0;

void t.test('the folder of an item lies below the state directory and is private', async (t) => {
  await withState(async (state) => {
    t.equal(journalDirectory('/var/state', 'mail'), '/var/state/items/mail');
    await using journal = await open(join(state, 'deep', 'down'));
    t.equal(journal.rowCount, 0);
    for (const part of [
      'deep',
      'deep/down',
      'deep/down/items',
      'deep/down/items/mail',
      'deep/down/items/mail/journal',
    ]) {
      t.equal((await stat(join(state, part))).mode & 0o777, 0o700, part);
    }
  });
});

void t.test('a pair has one key, which tells modes, sides and endpoints apart', async (t) => {
  const pair = { source: '/a', destination: 'ftp://b/', mode: 'clone' } as const;
  t.match(pairKey(pair), /^[0-9a-f]{16}$/);
  t.equal(pairKey({ ...pair }), pairKey(pair));
  const others = [
    { ...pair, mode: 'simple' as const },
    { ...pair, source: pair.destination, destination: pair.source },
    { ...pair, source: '/a"', destination: 'ftp://b/' },
  ];
  t.equal(new Set([pair, ...others].map(pairKey)).size, 4);
});

void t.test('J7 a state directory that is a file is named, with the remedy', async (t) => {
  await withState(async (state) => {
    await writeFile(join(state, 'items'), 'a file');
    await t.rejects(open(state), {
      code: 'state',
      scope: 'item',
      message: new RegExp(`${inItem(state)}.*--state DIR`),
    });
  });
});

void t.test('J7 a read-only state directory is named, with the remedy, and nothing is touched', async (t) => {
  await withState(async (state) => {
    await (await open(state)).close();
    const before = await snapshot(state);
    if (isRoot) {
      // Root may write everywhere: everybody may enter, and the call is made as nobody.
      execFileSync('chmod', ['-R', 'a+rX', state]);
      process.seteuid!(65534);
    } else await chmod(inItem(state), 0o500);
    try {
      await t.rejects(open(state), {
        code: 'state',
        scope: 'item',
        message: new RegExp(`${inItem(state)}.*--state DIR`),
      });
      await t.rejects(open(join(state, 'none')), { code: 'state', message: /--state DIR/ });
    } finally {
      if (isRoot) process.seteuid!(0);
      else await chmod(inItem(state), 0o700);
    }
    t.equal((await snapshot(state)).length, before.length);
    await using journal = await open(state);
    t.same(journal.origin, { state: 'intact' });
  });
});

void t.test('D1 a private copy that finds no place is told with where it was to go', async (t) => {
  await withState(async (state) => {
    await (await open(state)).close();
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = join(state, 'none');
    try {
      await t.rejects(open(state, { mode: 'copy' }), {
        code: 'state',
        scope: 'item',
        message: new RegExp(`copied to ${join(state, 'none')}, .*ENOENT.*TMPDIR`),
      });
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });
});

void t.test('D1 a full state directory fails the commit and all later ones, and loses nothing', async (t) => {
  await withState(async (state) => {
    const disk = join(state, 'disk');
    await mkdir(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      t.pass('a full disk', {
        skip: 'no right to mount one; the next test makes commits fail by a size limit',
      });
      return;
    }
    try {
      const journal = await open(disk);
      await t.rejects(commitUntilFull(journal), {
        code: 'state',
        scope: 'item',
        message: /No space.*--state DIR/i,
      });
      await t.rejects(commitNext(journal), { code: 'state' });
      const last = lastCommit(journal);
      await journal.close();
      await t.rejects(open(disk), { code: 'state', message: /--state DIR/ });
      execFileSync('mount', ['-o', 'remount,size=20m', disk]);
      await using again = await open(disk);
      t.same(again.origin, { state: 'intact' });
      t.ok(lastCommit(again) >= last);
      t.ok(await isPrefix(again));
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});

void t.test(
  'D1 a log that may not grow fails the commit and all later ones, and loses nothing',
  async (t) => {
    await withState(async (state) => {
      const script = fileURLToPath(new URL('limited.ts', import.meta.url));
      // 512 blocks of 1 KiB: RLIMIT_FSIZE makes write(2) fail as a quota does.
      const command = `ulimit -f 512; exec "${process.execPath}" --import=tsx "${script}" "${state}"`;
      const told = JSON.parse(execFileSync('bash', ['-c', command], { encoding: 'utf8' })) as Record<
        string,
        unknown
      >;
      t.match(told, { first: 'state', second: 'state' });
      await using journal = await open(state);
      t.same(journal.origin, { state: 'intact' });
      t.ok(lastCommit(journal) >= Number(told['last']));
      t.ok(await isPrefix(journal));
      t.notOk((await readdir(inItem(state))).some((name) => name.includes('damaged')));
    });
  },
);

async function commitUntilFull(journal: Awaited<ReturnType<typeof open>>): Promise<never> {
  for (;;) await commitNext(journal);
}
