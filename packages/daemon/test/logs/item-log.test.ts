import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';

import { cannotMount, mounted } from '../../../../test/support/mount.ts';
import { parseConfig } from '../../src/config/parse.js';
import { ItemLog } from '../../src/logs/item-log.js';
import { createRunLog } from '../../src/logs/run-log.js';
import { lastLines } from '../../src/logs/tail.js';
import { outcome, summary } from '../words/said.js';

function place(t: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-log-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const never = (message: string): void => {
  throw new Error(message);
};

t.test('lines are appended to what is there, and nobody else can read them', async (t) => {
  const file = join(place(t), 'log.txt');
  writeFileSync(file, 'before\n');
  const log = new ItemLog(file, { maxBytes: 1_000, keep: 2, onFailure: never });
  log.line('one');
  log.line('two');
  log.close();
  t.equal(readFileSync(file, 'utf8'), 'before\none\ntwo\n');
  const fresh = join(place(t), 'fresh.txt');
  new ItemLog(fresh, { maxBytes: 1_000, keep: 2, onFailure: never }).close();
  t.equal(statSync(fresh).mode & 0o007, 0);
});

t.test('lines can be read while the run goes on', async (t) => {
  const file = join(place(t), 'log.txt');
  const log = new ItemLog(file, { maxBytes: 1_000, keep: 2, onFailure: never });
  log.line('one');
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  t.equal(readFileSync(file, 'utf8'), 'one\n');
  log.close();
});

t.test('a file that is set aside or removed by somebody else is begun anew', async (t) => {
  const directory = place(t);
  const file = join(directory, 'log.txt');
  const [log, other] = [1, 2].map(() => new ItemLog(file, { maxBytes: 12, keep: 2, onFailure: never }));
  const write = async (to: ItemLog, text: string) => {
    to.line(text);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  };
  await write(log!, 'one');
  renameSync(file, join(directory, 'rotated.txt'));
  await write(log!, 'two');
  rmSync(file);
  await write(log!, 'three');
  t.equal(readFileSync(file, 'utf8'), 'three\n');
  t.equal(readFileSync(join(directory, 'rotated.txt'), 'utf8'), 'one\n');
  // The other one sets it aside: what follows is not written into what was set aside.
  await write(other!, 'four four');
  await write(log!, 'x');
  t.equal(readFileSync(file, 'utf8'), 'four four\nx\n');
  log!.close();
  other!.close();
});

t.test('a file that would grow too large is set aside; the oldest goes', async (t) => {
  const directory = place(t);
  const file = join(directory, 'log.txt');
  for (let round = 0; round < 6; round += 1) {
    const log = new ItemLog(file, { maxBytes: 20, keep: 2, onFailure: never });
    log.line(`this is line ${round}`);
    log.close();
  }
  t.same(readdirSync(directory).sort(), ['log.txt', 'log.txt.1', 'log.txt.2']);
  t.same(
    ['', '.1', '.2'].map((end) => readFileSync(`${file}${end}`, 'utf8')),
    ['this is line 5\n', 'this is line 4\n', 'this is line 3\n'],
  );
});

t.test('a file that cannot be written is told once, and what is logged goes on', async (t) => {
  const directory = place(t);
  const told: string[] = [];
  const log = new ItemLog(join(directory, 'no/such/log.txt'), {
    maxBytes: 20,
    keep: 2,
    onFailure: (message) => told.push(message),
  });
  log.line('one');
  log.close();
  t.match(told, [/the log file .*no\/such\/log\.txt cannot be written: its folder does not exist: make it$/]);
  t.notOk(existsSync(join(directory, 'no')));
});

t.test('a full disk is told once', { skip: cannotMount }, async (t) => {
  const directory = join(place(t), 'small');
  mounted(t, directory, '4k');
  const told: string[] = [];
  const log = new ItemLog(join(directory, 'log.txt'), {
    maxBytes: 1_000_000,
    keep: 0,
    onFailure: (message) => told.push(message),
  });
  for (let round = 0; round < 3; round += 1) {
    log.line('one'.repeat(4_000));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  }
  log.close();
  t.match(told, [/ENOSPC/]);
  t.equal(told.length, 1);
});

t.test('a pipe or a device is no log file, and keeps nobody waiting', async (t) => {
  const pipe = join(place(t), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const open = (file: string): readonly string[] => {
    const told: string[] = [];
    const log = new ItemLog(file, { maxBytes: 1_000, keep: 2, onFailure: (message) => told.push(message) });
    log.line('one');
    log.close();
    return told;
  };
  t.match(open(pipe), [/pipe cannot be written/], 'nobody reads it');
  t.same(await lastLines(pipe, 10), []);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  t.match(open(pipe), [/it is a folder, a pipe or a device, and a log has to be a regular file/]);
  closeSync(reader);
  t.match(open('/dev/null'), [/it is a folder, a pipe or a device/]);
});

t.test('a run as administrators read it: start, a line per operation, reasons, totals', async (t) => {
  const lines: string[] = [];
  const text = 'items: [{name: mail, mode: clone, source: /s, destination: "ftp://me:hunter2@h/d"}]';
  const item = parseConfig(text, { directory: '/', home: '/' }).config!.items[0]!;
  const log = createRunLog({ line: (line) => lines.push(line) }, item, 'schedule', () => 0);
  log.operation(outcome({ path: 'a\nb', bytes: 5 }));
  log.operation(outcome({ op: 'delete', outcome: 'held', path: 'c' }));
  log.operation(outcome({ op: 'skip', side: 'source', path: 'fifo', code: 'special', message: 'a FIFO' }));
  log.notice({ level: 'info', message: 'by the way' });
  log.notice({ level: 'warning', message: 'look out\u001b[2J' });
  log.end(summary({ exit: 3, copied: 1, held: 1, skipped: 1, reason: 'deletes are held' }));
  t.match(lines, [
    '1970-01-01 00:00:00 UTC  mail begins by its schedule: clone, /s -> ftp://me@h/d',
    String.raw`1970-01-01 00:00:00 UTC  copied   a\nb (5 B)`,
    /  held     c \(waits for approval to be deleted\)$/,
    /  skipped  fifo \(source\): a FIFO$/,
    /  by the way$/,
    String.raw`1970-01-01 00:00:00 UTC  warning: look out\x1b[2J`,
    /  reason: deletes are held$/,
    /  mail ends with exit code 3: Done as far as possible: 1 file copied/,
    /1 path was left as it is/,
    /1 delete is held/,
  ]);
  t.notMatch(lines.join('\n'), /hunter/);
});
