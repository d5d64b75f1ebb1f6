import { closeSync, openSync, readFileSync, renameSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import t from 'tap';
import { bench, type Bench, type Run } from '../support/bench.ts';
import { only } from '../support/only.ts';

/** So much goes by threads, and one way by the kernel alone. */
const LARGE = 40 * 1024 * 1024;

async function withLarge(
  t: Parameters<typeof bench>[0],
  mode: string,
): Promise<Bench & { sync(): Promise<Run> }> {
  const the = bench(t, { source: { 'd/x': 'x' } });
  writeFileSync(`${the.source}/large`, Buffer.alloc(LARGE, 'some content '));
  utimesSync(`${the.source}/large`, 1_600_000_000, 1_600_000_000);
  const sync = (): Promise<Run> => the.finish(the.begin('--mode', mode));
  t.match(await sync(), { exit: 0, summary: { copied: 2, bytes: LARGE + 1 } });
  t.ok(readFileSync(`${the.destination}/large`).equals(readFileSync(`${the.source}/large`)));
  return { ...the, sync };
}

/** Another byte in the middle, and another time. */
function edit(path: string): void {
  const fd = openSync(path, 'r+');
  writeSync(fd, '!', LARGE / 2);
  closeSync(fd);
  utimesSync(path, 1_600_000_100, 1_600_000_100);
}

for (const mode of ['clone', 'two-way']) {
  t.test(`a large file between directories, ${mode}: touched, edited, renamed`, async (t) => {
    const { source, destination, sync } = await withLarge(t, mode);
    t.match(await sync(), { exit: 0, lines: only([]) });
    utimesSync(`${source}/large`, 1_600_000_050, 1_600_000_050);
    t.match(await sync(), { exit: 0, lines: only(['update large time']), summary: { bytes: 0 } });
    edit(`${source}/large`);
    t.match(await sync(), { exit: 0, lines: only(['update large']), summary: { bytes: LARGE } });
    t.ok(readFileSync(`${destination}/large`).equals(readFileSync(`${source}/large`)));
    renameSync(`${source}/large`, `${source}/d/large`);
    t.match(await sync(), { exit: 0, summary: { moved: 1, copied: 0, bytes: 0 } });
    t.match(await sync(), { exit: 0, lines: only([]) });
  });
}

t.test('two-way, a large file that was only touched on one side takes the edit of the other', async (t) => {
  const { source, destination, sync } = await withLarge(t, 'two-way');
  utimesSync(`${source}/large`, 1_600_000_200, 1_600_000_200);
  edit(`${destination}/large`);
  t.match(await sync(), { exit: 0, lines: only(['update large']), summary: { conflicts: 0, bytes: LARGE } });
  t.ok(readFileSync(`${source}/large`).equals(readFileSync(`${destination}/large`)));
});
