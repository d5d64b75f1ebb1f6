import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subject } from 'rxjs';
import t, { type Test } from 'tap';
import { parseConfig } from '../../src/config/parse.js';
import { createItemLogs, type ItemLogs } from '../../src/logs/item-logs.js';
import type { DaemonEvent } from '../../src/runs/daemon-event.js';
import { outcome, summary } from '../words/said.js';

interface Rig {
  readonly directory: string;
  readonly events: Subject<DaemonEvent>;
  readonly logs: ItemLogs;
}

/** The logs of the items of a configuration, at the beginning of 1970. By default none may fail. */
function logsOf(
  t: Test,
  text: string,
  onFailure: (item: string, message: string) => void = (_item, message) => t.fail(message),
): Rig {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-log-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const { items } = parseConfig(text, { directory, home: '/' }).config!;
  const events = new Subject<DaemonEvent>();
  const item = (name: string): (typeof items)[number] | undefined => items.find((each) => each.name === name);
  return { directory, events, logs: createItemLogs({ events, item, nowMs: () => 0, onFailure }) };
}

t.test('what is told of an item between its runs is in its log, and reaches those who follow', async (t) => {
  const text =
    'items:\n  - { name: mail, source: /a, destination: /b, live: true, logFile: log.txt }\n' +
    '  - { name: silent, source: /c, destination: /d, live: true }\n';
  const { directory, events, logs } = logsOf(t, text);
  const followed: string[] = [];
  logs.lines.subscribe(({ item, text: line }) => followed.push(`${item}: ${line.slice(25)}`));
  const tell = (item: string, message: string, number = 0): void =>
    events.next({ type: 'notice', item, number, notice: { level: 'warning', message } });
  tell('mail', 'the destination is away');
  tell('silent', 'the source cannot be watched');
  tell('deleted', 'nobody knows it');
  const run = { number: 1, item: 'mail', trigger: 'live', startedMs: 0, kept: 0, dropped: 0 } as const;
  events.next({ type: 'run-begun', run });
  tell('mail', 'within a run', 1);
  events.next({ type: 'run-ended', run: { ...run, endedMs: 1, summary: summary({ exit: 0 }) } });
  tell('mail', 'after it');
  logs.close();
  const lines = readFileSync(join(directory, 'log.txt'), 'utf8').trim().split('\n');
  t.match(lines, [
    /^1970-01-01 00:00:00 UTC  warning: the destination is away$/,
    /mail begins by a change/,
    /warning: within a run$/,
    /mail ends with exit code 0/,
    /warning: after it$/,
  ]);
  t.equal(lines.length, 5);
  t.match(followed, [/^mail: warning: the destination/, /^silent: warning: the source cannot be watched$/]);
});

t.test('whoever follows a log is told that it cannot be written', async (t) => {
  const text = 'items:\n  - { name: mail, source: /a, destination: /b, logFile: nowhere/log.txt }\n';
  const failures: string[] = [];
  const { events, logs } = logsOf(t, text, (item, message) => void failures.push(`${item}: ${message}`));
  const followed: string[] = [];
  logs.lines.subscribe(({ text: line }) => followed.push(line.slice(25)));
  const run = { number: 1, item: 'mail', trigger: 'manual', startedMs: 0, kept: 0, dropped: 0 } as const;
  events.next({ type: 'run-begun', run });
  events.next({ type: 'run-ended', run: { ...run, endedMs: 1, summary: summary({ exit: 0 }) } });
  logs.close();
  t.match(failures, [
    /^mail: the log file .*nowhere.log\.txt cannot be written: its folder does not exist: make it$/,
  ]);
  t.equal(followed.filter((line) => /^warning: the log file .* cannot be written/.test(line)).length, 1);
  t.match(followed.at(-1), /^mail ends with exit code 0/);
});

t.test('of an item that is followed what is tried again and fails as before is logged once', async (t) => {
  const text =
    'items:\n  - { name: live, source: /a, destination: /b, live: true, logFile: live.txt }\n' +
    '  - { name: asked, source: /c, destination: /d, logFile: asked.txt }\n';
  const { directory, events, logs } = logsOf(t, text);
  const full = outcome({ path: 'big', outcome: 'failed', code: 'full', message: 'no space is left' });
  let number = 0;
  const run = (item: string, ...outcomes: readonly (typeof full)[]): void => {
    const begun = { number: ++number, item, trigger: 'live', startedMs: 0, kept: 0, dropped: 0 } as const;
    events.next({ type: 'run-begun', run: begun });
    for (const each of outcomes) events.next({ type: 'line', item, number, outcome: each });
    const failed = outcomes.filter((each) => each.outcome === 'failed').length;
    const ended = { ...begun, endedMs: 1, summary: summary({ exit: failed === 0 ? 0 : 1, failed }) };
    events.next({ type: 'run-ended', run: ended });
  };
  const logged = (item: string): readonly string[] =>
    readFileSync(join(directory, `${item}.txt`), 'utf8')
      .split('\n')
      .flatMap((line) => /begins|ends|copied +\w+/.exec(line)?.[0] ?? []);
  for (const item of ['live', 'asked']) {
    run(item, full);
    run(item, full);
  }
  t.same(logged('live'), ['begins', 'copied big', 'ends']);
  t.same(logged('asked'), ['begins', 'copied big', 'ends', 'begins', 'copied big', 'ends']);
  run('live', full, outcome({ path: 'other' }));
  t.same(logged('live').slice(3), ['begins', 'copied   other', 'ends'], 'what else was done is logged');
  run('live', outcome({ path: 'big' }));
  run('live', full);
  t.same(logged('live').slice(6), ['begins', 'copied   big', 'ends', 'begins', 'copied big', 'ends']);
  logs.close();
});
