import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { Level } from 'level';
import t from 'tap';
import type { Outcome, Path, Summary } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';
import { RunHistory } from '../../src/runs/run-history.ts';
import type { Retention } from '../../src/runs/run-record.ts';

const SUMMARY: Summary = { ...NO_COUNTS, exit: 0, seconds: 1.5, copied: 2 };
const ROOMY: Retention = { runs: 100, linesPerRun: 2_000, linesPerItem: 10_000 };

function copied(path: string): Outcome {
  return { op: 'copy', side: 'destination', path: path as Path, outcome: 'applied', bytes: 7, reason: 'new' };
}

async function opened(t: Test, retention = ROOMY) {
  const directory = join(mkdtempSync(join(tmpdir(), 'syncline-test-')), 'history');
  t.teardown(() => rmSync(dirname(directory), { recursive: true, force: true }));
  const open = async () => {
    const history = await RunHistory.open(directory, retention);
    t.teardown(() => history.close());
    return history;
  };
  return { directory, open, history: await open() };
}

async function play(history: RunHistory, item: string, paths: readonly string[], startedMs = 1_000) {
  const run = await history.begin(item, 'schedule', startedMs);
  for (const path of paths) run.line(copied(path));
  return run.end(startedMs + 1_500, SUMMARY);
}

const pathsOf = async (history: RunHistory, item: string, run: number) =>
  (await history.lines(item, run, { limit: 10_000 })).map(({ outcome }) => outcome.path);

t.test('a run is remembered with what it came to and each of its operations', async (t) => {
  const { history, open } = await opened(t);
  await play(history, 'mail', ['a', 'b\xff']);
  await history.close();
  const again = await open();
  t.strictSame(await again.runs('mail', 10), [
    {
      number: 1,
      item: 'mail',
      trigger: 'schedule',
      startedMs: 1_000,
      kept: 2,
      dropped: 0,
      endedMs: 2_500,
      summary: SUMMARY,
    },
  ]);
  t.same(await pathsOf(again, 'mail', 1), ['a', 'b\xff']);
});

t.test('runs are listed latest first, in pages, each item by itself', async (t) => {
  const { history } = await opened(t);
  for (let run = 0; run < 5; run += 1) await play(history, 'mail', []);
  await play(history, 'mail.old', []);
  const numbers = async (limit: number, before?: number) =>
    (await history.runs('mail', limit, before)).map(({ number }) => number);
  t.same(await numbers(2), [5, 4]);
  t.same(await numbers(2, 4), [3, 2]);
  t.same(await numbers(9, 2), [1]);
  t.same(await numbers(0), []);
  t.equal((await history.runs('mail.old', 9)).length, 1);
  t.equal(history.run('mail', 3)?.number, 3);
  t.equal(history.run('mail', 9), undefined);
});

t.test('operations are given in pages, and those that match alone', async (t) => {
  const { history } = await opened(t);
  const names = Array.from({ length: 1_200 }, (_, index) => `f${index}`);
  await play(history, 'mail', names);
  const page = await history.lines('mail', 1, { after: 499, limit: 3 });
  t.same(
    page.map(({ sequence, outcome }) => [sequence, outcome.path]),
    [500, 501, 502].map((n) => [n, `f${n}`]),
  );
  const matching = await history.lines('mail', 1, { limit: 10, matches: ({ path }) => path.endsWith('99') });
  t.equal(matching.length, 10);
  t.equal(matching[0]!.outcome.path, 'f99');
});

t.test('a run whose process was ended is seen without an end, and numbers go on after it', async (t) => {
  const { history, open } = await opened(t);
  await history.begin('mail', 'live', 5);
  await history.close();
  const again = await open();
  t.match(await again.runs('mail', 1), [{ number: 1, trigger: 'live', endedMs: undefined }]);
  t.equal((await play(again, 'mail', [])).number, 2);
});

t.test('what is beyond the retention is forgotten, and said to be', async (t) => {
  const { history } = await opened(t, { runs: 4, linesPerRun: 3, linesPerItem: 5 });
  const full = await play(history, 'mail', ['a', 'b', 'c', 'd', 'e']);
  t.match(full, { kept: 3, dropped: 2 });
  await play(history, 'mail', ['f', 'g', 'h']);
  t.match(history.run('mail', 1), { kept: 0, dropped: 5 });
  t.same(await pathsOf(history, 'mail', 1), []);
  t.same(await pathsOf(history, 'mail', 2), ['f', 'g', 'h']);
  for (let run = 0; run < 4; run += 1) await play(history, 'mail', []);
  t.same(
    (await history.runs('mail', 10)).map(({ number }) => number),
    [6, 5, 4, 3],
  );
  t.same(await pathsOf(history, 'mail', 2), []);
});

t.test('an item is forgotten whole, and no other', async (t) => {
  const { history } = await opened(t);
  await play(history, 'mail', ['a']);
  await play(history, 'mailbox', ['b']);
  await history.forget('mail');
  t.same(await history.runs('mail', 9), []);
  t.same(await pathsOf(history, 'mailbox', 1), ['b']);
  t.equal((await play(history, 'mail', [])).number, 1);
});

t.test('one process has it at a time', async (t) => {
  const { open } = await opened(t);
  await t.rejects(open(), { code: 'locked' });
});

t.test('a damaged history is set aside and begun anew', async (t) => {
  const { history, directory, open } = await opened(t);
  await play(history, 'mail', ['a']);
  await history.close();
  for (const name of readdirSync(directory))
    if (name.startsWith('MANIFEST')) writeFileSync(join(directory, name), 'nonsense');
  const again = await open();
  t.ok(again.setAside);
  t.same(await again.runs('mail', 9), []);
  t.ok(readdirSync(again.setAside!.movedTo).length > 0);
});

t.test('so is one of which the database can be opened, and one record is not what was written', async (t) => {
  const { history, directory, open } = await opened(t);
  await play(history, 'mail', ['a']);
  await history.close();
  const database = new Level(directory);
  for await (const [key, value] of database.iterator({ gte: 'run\0', lt: 'run\x01' }))
    await database.put(key, value.replace('mail', 'male'));
  await database.close();
  const again = await open();
  t.match(again.setAside, { because: /checksum/ });
  t.same(await again.runs('mail', 9), []);
});

t.test(
  'since when an item is awaited at some times is kept, until they are others or it is forgotten',
  async (t) => {
    const { history, open } = await opened(t);
    t.equal(await history.awaitedSince('mail', 'nightly', 1_000), 1_000);
    t.equal(await history.awaitedSince('other', 'nightly', 1_500), 1_500);
    await history.close();
    const again = await open();
    t.equal(await again.awaitedSince('mail', 'nightly', 2_000), 1_000);
    t.equal(await again.awaitedSince('mail', 'hourly', 3_000), 3_000);
    t.equal(await again.awaitedSince('mail', 'hourly', 4_000), 3_000);
    await again.forget('mail');
    t.equal(await again.awaitedSince('mail', 'hourly', 5_000), 5_000);
    t.same(await again.runs('mail', 5), []);
  },
);
