import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { NO_COUNTS } from '@syncline/model';
import { notedRuns, noteRun } from '../../src/index.js';

function newDirectory(test: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  test.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const summary = { ...NO_COUNTS, exit: 0, seconds: 0.5 } as const;
const run = (startedMs: number) => ({
  item: 'pair',
  trigger: 'manual' as const,
  startedMs,
  endedMs: startedMs + 500,
  summary,
  kept: 0,
  dropped: 3,
});

t.test('runs are told as they were noted, latest first, as many as are asked for', async (t) => {
  const directory = newDirectory(t);
  t.same(await notedRuns(directory, 5), []);
  for (const startedMs of [1, 2, 3]) await noteRun(directory, run(startedMs));
  t.same(await notedRuns(directory, 2), [
    { run: { number: 3, ...run(3) }, goesOn: false },
    { run: { number: 2, ...run(2) }, goesOn: false },
  ]);
  t.equal(statSync(join(directory, 'runs.jsonl')).mode & 0o777, 0o600);
});

t.test('a run that was refused makes no folder', async (t) => {
  const directory = join(newDirectory(t), 'absent');
  await noteRun(directory, run(1));
  t.notOk(existsSync(directory));
  t.same(await notedRuns(directory, 5), []);
});

t.test('what a power cut tore is passed over, and harms nothing that follows', async (t) => {
  const directory = newDirectory(t);
  await noteRun(directory, run(1));
  const file = join(directory, 'runs.jsonl');
  appendFileSync(file, '{"number":2,"item":"pair","startedM');
  await noteRun(directory, run(3));
  appendFileSync(file, '\0\0\0');
  await noteRun(directory, run(4));
  t.same(
    (await notedRuns(directory, 5)).map(({ run: { startedMs } }) => startedMs),
    [4, 3, 1],
  );
});

t.test('the oldest are forgotten, and numbers go on', async (t) => {
  const directory = newDirectory(t);
  const line = (number: number): string => `${JSON.stringify({ number, ...run(number) })}\n`;
  appendFileSync(
    join(directory, 'runs.jsonl'),
    Array.from({ length: 1_000 }, (_, n) => line(n + 1)).join(''),
  );
  await noteRun(directory, run(1_001));
  const [latest, ...rest] = await notedRuns(directory, 10_000);
  t.equal(latest?.run.number, 1_001);
  t.equal(rest.length, 499);
  t.equal(readFileSync(join(directory, 'runs.jsonl'), 'utf8').trim().split('\n').length, 500);
});

t.test('what was noted when it began goes on until it ends, whatever is noted meanwhile', async (t) => {
  const directory = newDirectory(t);
  const { endedMs: _, summary: __, ...begun } = run(1);
  t.equal(await noteRun(directory, begun), 1);
  t.equal(await noteRun(directory, run(2)), 2);
  const other = { run: { number: 2, ...run(2) }, goesOn: false };
  t.same(await notedRuns(directory, 5), [other, { run: { number: 1, ...begun }, goesOn: true }]);
  t.equal(await noteRun(directory, run(1), 1), 1);
  const ended = { run: { number: 1, ...run(1) }, goesOn: false };
  t.same(await notedRuns(directory, 5), [other, ended]);
  t.equal(await noteRun(directory, run(3)), 3, 'numbers go on');
});

t.test('what a process did not end that is gone goes on no more, whatever has its number now', async (t) => {
  const directory = newDirectory(t);
  const { endedMs: _, summary: __, ...begun } = run(1);
  await noteRun(directory, begun);
  const file = join(directory, 'runs.jsonl');
  const noted = JSON.parse(readFileSync(file, 'utf8'));
  for (const changed of [{ startTicks: '1' }, { bootId: 'another start' }, { pid: 2 ** 22 + 1 }]) {
    writeFileSync(file, `${JSON.stringify({ ...noted, by: { ...noted.by, ...changed } })}\n`);
    t.same(await notedRuns(directory, 5), [{ run: { number: 1, ...begun }, goesOn: false }]);
  }
});

t.test('a file that cannot be read is told of', async (t) => {
  const directory = newDirectory(t);
  mkdirSync(join(directory, 'runs.jsonl'));
  await t.rejects(notedRuns(directory, 5), { code: 'state' });
  await t.rejects(noteRun(directory, run(1)), { code: 'state' });
});
