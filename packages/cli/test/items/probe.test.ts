import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { probeLines } from '../../src/items/probe-text.js';
import { desk, objects } from './desk.js';

t.test('a directory: what it can do, and nothing is left in it', async (t) => {
  const { home, run } = desk(t);
  mkdirSync(join(home, 'd'));
  const { exit, out } = await run(['probe', 'd']);
  t.equal(exit, 0);
  t.match(
    out,
    /root +is there\n.*times +files keep .*\n +clock +agrees.*\n.*replacing +works\n.*renaming +works, of folders too\n/s,
  );
  t.same(readdirSync(join(home, 'd')), []);
  t.match(objects((await run(['probe', 'd', '--json'])).out), [
    {
      type: 'probe',
      address: join(home, 'd'),
      root: 'directory',
      traits: { type: 'directory', local: true },
      tried: { keepsTimes: true, replaces: true, renames: true, clean: true },
      atOnce: { allowed: true },
    },
  ]);
});

t.test('--read-only: nothing is tried out', async (t) => {
  const { home, run } = desk(t);
  mkdirSync(join(home, 'd'));
  t.notOk('tried' in objects((await run(['probe', 'd', '--read-only', '--json'])).out)[0]!);
});

t.test('what is not there, or no folder, is told with exit 3, and not made', async (t) => {
  const { home, run } = desk(t);
  writeFileSync(join(home, 'file'), '');
  t.match(await run(['probe', 'nothing']), { exit: 3, out: /root +is not there: as a destination/ });
  t.match(await run(['probe', 'nothing/below']), { exit: 3, out: /root +is not there, nor is the folder/ });
  t.match(await run(['probe', 'file']), { exit: 3, out: /root +is not a folder/ });
  t.same(readdirSync(home), ['file']);
});

t.test('what cannot be asked is an error of its kind', async (t) => {
  const { run } = desk(t);
  t.match(await run(['probe', 'ftp://u@h/../x']), {
    exit: 2,
    err: /^syncline: ENDPOINT: the path holds '\.\.'/,
  });
  t.match(await run(['probe', 'ftp://127.0.0.1:1/']), { exit: 4, err: /Cannot connect to 127\.0\.0\.1:1/ });
  t.match(await run(['probe', '/', '--trust', 'ab'.repeat(32)]), {
    exit: 2,
    err: /--trust: there is no certificate/,
  });
  t.match(await run(['probe', 'ftp://me:hunter2@ho st/']), { exit: 2, err: /^(?!.*hunter)/s });
  t.match(await run(['probe']), { exit: 2, err: /missing required argument.*syncline help probe/s });
});

t.test('a server that can do little: how it will be treated', async (t) => {
  const lines = [
    ...probeLines({
      address: 'ftp://me@h/d',
      fingerprint: undefined,
      root: 'directory',
      parentExists: undefined,
      traits: {
        type: 'ftp',
        local: false,
        timePrecisionUs: 60_000_000,
        setsTimes: false,
        modes: false,
        links: false,
        anyBytes: false,
        tokens: 'listing',
        hidesDotNames: true,
        exactNames: false,
        parallel: 12,
      },
      notices: ['h:21 allows no more than 2 connections now'],
      tried: {
        keepsTimes: false,
        timePrecisionUs: undefined,
        clockAheadMs: -3_600_000,
        caseMatters: false,
        formMatters: undefined,
        showsDotNames: false,
        holdsColons: false,
        replaces: true,
        renames: true,
        renamesFolders: false,
        clean: false,
      },
      trouble: undefined,
      atOnce: { asked: 8, allowed: false },
    }),
  ];
  t.match(lines, [
    'ftp://me@h/d',
    /root/,
    /LIST: times in minutes/,
    /do not keep the time .* nothing is sent again/,
    /is 1 h behind this machine/,
    /one name: the second is reported and left/,
    /could not be told/,
    /are hidden from listings/,
    /are not held/,
    /works/,
    /works, of files only/,
    /none/,
    /none/,
    /fewer than 8 connections/,
    /could not be removed/,
    /allows no more than 2/,
  ]);
});
