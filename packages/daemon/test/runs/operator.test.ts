import type { RunEvent } from '@syncline/engine';
import type { ExitCode, Item, Summary } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';
import { systemZone } from '@syncline/scheduler';
import type { RunRecord, Trigger } from '@syncline/state';
import { Observable, Subject } from 'rxjs';
import t from 'tap';
import type { Config } from '../../src/config/configured-item.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { createLiveDesk } from '../../src/runs/live-desk.ts';
import { createOperator } from '../../src/runs/operator.ts';
import { createRunDesk } from '../../src/runs/run-desk.ts';
import { fakeClock, settle } from './fake-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function configured(yaml: string): Config {
  const { config, problems } = parseConfig(yaml, { directory: '/config', home: '/home' });
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

const HOURLY = `
items:
  - { name: mail, source: /a, destination: /b, schedule: { every: 1 hour } }
`;

function office(startMs = Date.UTC(2026, 0, 1)) {
  const { clock, pass } = fakeClock(startMs);
  const begun: { name: string; trigger: Trigger; approve: boolean; atMs: number }[] = [];
  const ending = new Map<string, (exit: ExitCode) => void>();
  const past = new Map<string, RunRecord[]>();
  const awaited = new Map<string, number>();
  let exit: ExitCode | 'wait' = 0;
  let isFull = false;
  const failures: string[] = [];
  const history = {
    async begin(item: string, trigger: Trigger, startedMs: number) {
      if (isFull) throw new Error('the disk is full');
      const record: RunRecord = { number: 1, item, trigger, startedMs, kept: 0, dropped: 0 };
      begun.push({ name: item, trigger, approve: false, atMs: startedMs });
      return {
        record,
        line: () => undefined,
        end: async (endedMs: number, summary: Summary) => ({ ...record, endedMs, summary }),
      };
    },
    runs: async (item: string) => past.get(item) ?? [],
    awaitedSince: async (item: string, _times: string, nowMs: number) => awaited.get(item) ?? nowMs,
  };
  const desk = createRunDesk({
    history,
    stateDirectory: '/state',
    nowMs: clock.nowMs,
    synchronize: (item, { signal, approveDeletes }) => {
      begun.at(-1)!.approve = approveDeletes === true;
      const source = new Subject<RunEvent>();
      const end = (with_: ExitCode) => {
        source.next({ type: 'summary', summary: { ...NO_COUNTS, exit: with_, seconds: 0 } });
        source.complete();
      };
      ending.set(item.name, end);
      signal?.addEventListener('abort', () => end(130));
      if (exit !== 'wait') setImmediate(end, exit);
      return source;
    },
  });
  const followed: string[] = [];
  const liveDesk = createLiveDesk({
    history,
    stateDirectory: '/state',
    clock,
    random: () => 0.5,
    onFailure: (_item, error) => t.fail(String(error)),
    live: ({ name }, { signal, auditEveryMs, approveDeletes }) => {
      followed.push(`${name} ${auditEveryMs}${approveDeletes === true ? ' approved' : ''}`);
      return new Observable((subscriber) => {
        signal?.addEventListener('abort', () => {
          followed.push(`${name} ended`);
          subscriber.complete();
        });
      });
    },
  });
  const operator = createOperator({
    desk,
    liveDesk,
    history,
    clock,
    random: () => 0.5,
    resolve: async (item) => item as unknown as Item,
    onFailure: (item, error) =>
      void (isFull ? failures.push(`${item}: ${String(error)}`) : t.fail(String(error))),
  });
  return {
    operator,
    pass,
    clock,
    begun,
    past,
    awaited,
    ending,
    desk,
    followed,
    exits: (with_: ExitCode | 'wait') => void (exit = with_),
    fill: (full: boolean) => void (isFull = full),
    failures,
  };
}

t.test('items run by their schedules, each time once', async (t) => {
  const { operator, pass, begun, clock } = office();
  await operator.configure(configured(HOURLY));
  const startMs = clock.nowMs();
  await pass(3 * HOUR_MS);
  t.same(
    begun.map(({ name, trigger, atMs }) => [name, trigger, (atMs - startMs) / HOUR_MS]),
    [1, 2, 3].map((hour) => ['mail', 'schedule', hour]),
  );
  t.same(operator.prospect('mail').nextMs.length, 5);
  t.equal(operator.dueMs('mail', clock.nowMs(), 3), clock.nowMs() + 3 * HOUR_MS);
  await operator.close();
  await pass(3 * HOUR_MS);
  t.equal(begun.length, 3);
});

t.test('sync now runs at once; during a run it is remembered once, approval included', async (t) => {
  const { operator, begun, ending, exits } = office();
  await operator.configure(configured(HOURLY));
  exits('wait');
  t.equal(operator.runNow('mail'), 'running');
  await settle();
  t.equal(operator.runNow('mail'), 'waiting');
  t.equal(operator.runNow('mail', { approveDeletes: true }), 'combined');
  t.equal(operator.prospect('mail').waiting, true);
  exits(0);
  ending.get('mail')!(0);
  await settle();
  t.same(
    begun.map(({ trigger, approve }) => [trigger, approve]),
    [
      ['manual', false],
      ['manual', true],
    ],
  );
});

t.test('a run that was missed while nothing ran happens at the start, if it is wished', async (t) => {
  const { operator, past, begun, clock } = office();
  const record: RunRecord = {
    number: 7,
    item: 'mail',
    trigger: 'schedule',
    startedMs: clock.nowMs() - 5 * HOUR_MS,
    kept: 0,
    dropped: 0,
  };
  past.set('mail', [record]);
  past.set('other', [record]);
  const other = '  - { name: other, source: /c, destination: /d, schedule: { every: 1 hour } }\n';
  await operator.configure(configured(HOURLY.replace('mail,', 'mail, catchUp: true,') + other));
  await settle();
  t.match(begun, [{ name: 'mail', trigger: 'catch-up' }]);
  t.equal(begun.length, 1);
});

t.test('the very first run is made up for as well', async (t) => {
  const { operator, awaited, begun, clock } = office();
  for (const name of ['mail', 'other']) awaited.set(name, clock.nowMs() - 5 * HOUR_MS);
  const others =
    '  - { name: other, source: /c, destination: /d, schedule: { every: 1 hour } }\n' +
    '  - { name: new, source: /e, destination: /f, catchUp: true, schedule: { every: 1 hour } }\n';
  await operator.configure(configured(HOURLY.replace('mail,', 'mail, catchUp: true,') + others));
  await settle();
  t.match(begun, [{ name: 'mail', trigger: 'catch-up' }]);
  t.equal(begun.length, 1);
});

t.test('an endpoint that fails is tried again, ever more slowly, until it works', async (t) => {
  const { operator, pass, begun, exits, clock } = office();
  const nightly = HOURLY.replace('every: 1 hour', "at: '23:00'");
  await operator.configure(configured(`timezone: UTC\n${nightly}`));
  exits(4);
  operator.runNow('mail');
  await settle();
  const { retryMs } = operator.prospect('mail');
  t.ok(retryMs !== undefined && retryMs > clock.nowMs());
  await pass(10 * MINUTE_MS);
  const gaps = begun.slice(1).map(({ atMs }, index) => atMs - begun[index]!.atMs);
  t.ok(gaps.length >= 3);
  for (const [index, gap] of gaps.entries()) if (index > 0) t.ok(gap > gaps[index - 1]!, `${gap} ms`);
  t.ok(begun.slice(1).every(({ trigger }) => trigger === 'retry'));
  exits(0);
  await pass(30 * MINUTE_MS);
  const worked = begun.length;
  t.equal(operator.prospect('mail').retryMs, undefined);
  await pass(HOUR_MS);
  t.equal(begun.length, worked, 'no more tries');
});

t.test('a nightly run that another process was in the way of is made up for soon after', async (t) => {
  const { operator, pass, begun, exits } = office();
  await operator.configure(configured(`timezone: UTC\n${HOURLY.replace('every: 1 hour', "at: '23:00'")}`));
  exits(5);
  await pass(23 * HOUR_MS + 1_000);
  exits(0);
  await pass(MINUTE_MS);
  t.same(
    begun.map(({ trigger }) => trigger),
    ['schedule', 'retry'],
  );
});

t.test('a run that cannot be begun is told, and tried again', async (t) => {
  const { operator, pass, begun, fill, failures } = office();
  await operator.configure(configured(`timezone: UTC\n${HOURLY.replace('every: 1 hour', "at: '23:00'")}`));
  fill(true);
  await pass(23 * HOUR_MS + 1_000);
  t.match(operator.prospect('mail').notBegunBecause, 'the disk is full');
  t.match(failures, [/mail: .*the disk is full/]);
  fill(false);
  await pass(MINUTE_MS);
  t.match(begun, [{ trigger: 'retry' }]);
  t.equal(operator.prospect('mail').notBegunBecause, undefined);
});

t.test('an item that was run by hand and has no schedule is not tried again', async (t) => {
  const { operator, pass, begun, exits } = office();
  await operator.configure(configured('items: [{ name: mail, source: /a, destination: /b }]'));
  exits(4);
  operator.runNow('mail');
  await pass(24 * HOUR_MS);
  t.equal(begun.length, 1);
});

t.test('a new configuration counts at once, and a run that goes on ends by the old one', async (t) => {
  const { operator, pass, begun, ending, exits, desk } = office();
  await operator.configure(configured(HOURLY));
  exits('wait');
  operator.runNow('mail');
  await settle();
  await operator.configure(
    configured(HOURLY.replace('mail,', 'mail, mode: clone,').replace('1 hour', '9 hours')),
  );
  t.equal(desk.active.size, 1);
  ending.get('mail')!(0);
  await pass(5 * HOUR_MS);
  t.equal(begun.length, 1);
});

t.test('of an item that is taken out of the configuration nothing goes on', async (t) => {
  const { operator, pass, begun, exits, desk } = office();
  await operator.configure(configured(HOURLY));
  exits('wait');
  operator.runNow('mail');
  await settle();
  operator.runNow('mail');
  await operator.configure(configured('items: []'));
  t.equal(operator.item('mail'), undefined);
  await settle();
  t.equal(desk.active.size, 0, 'its run is ended');
  await pass(5 * HOUR_MS);
  t.equal(begun.length, 1);
  t.same(operator.prospect('mail'), {
    waiting: false,
    nextMs: [],
    timezone: systemZone().name,
    retryMs: undefined,
    notBegunBecause: undefined,
  });
});

t.test('whoever looks at items makes no time zone anew', async (t) => {
  const { operator } = office();
  await operator.configure(configured(HOURLY.replace('mail,', 'mail, timezone: Europe/Prague,')));
  const made = t.capture(Intl, 'DateTimeFormat');
  t.equal(operator.prospect('mail').timezone, 'Europe/Prague');
  t.type(operator.dueMs('mail', 0, 1), 'number');
  t.equal(made().length, 0);
});

t.test('a run can be stopped, and so can one that waits', async (t) => {
  const { operator, exits, desk } = office();
  await operator.configure(configured(HOURLY));
  exits('wait');
  t.equal(operator.stop('mail'), false);
  operator.runNow('mail');
  await settle();
  operator.runNow('mail');
  t.equal(operator.stop('mail'), true);
  await settle();
  t.equal(desk.active.size, 0);
  t.equal(operator.prospect('mail').waiting, false);
});

t.test('closing ends what goes on, and waits for it', async (t) => {
  const { operator, exits, desk } = office();
  await operator.configure(configured(HOURLY));
  exits('wait');
  operator.runNow('mail');
  await settle();
  await operator.close();
  t.equal(desk.active.size, 0);
});

t.test(
  'a live item is followed from its configuration on, begun anew when it changes or is asked for',
  async (t) => {
    const { operator, followed, pass, begun } = office();
    const live = HOURLY.replace('mail,', 'mail, live: true,');
    await operator.configure(configured(live));
    await settle();
    t.same(followed, ['mail 3600000']);
    await pass(3 * HOUR_MS);
    t.same(begun, [], 'its schedule is not needed');
    await operator.configure(configured(live));
    t.equal(followed.length, 1, 'an edit elsewhere does not disturb it');
    const words = 'live: true, description: of all, group: backups, logFile: /log.txt, catchUp: true,';
    await operator.configure(configured(live.replace('live: true,', words).replace('1 hour', '2 hours')));
    t.equal(followed.length, 1, 'nor does one of what people see of it');
    t.match(operator.item('mail'), { description: 'of all', group: 'backups' });
    await operator.configure(configured(live.replace('live: true,', 'live: true, auditEvery: 2h,')));
    await settle();
    t.same(followed.splice(0), ['mail 3600000', 'mail ended', 'mail 7200000']);
    t.equal(operator.runNow('mail', { approveDeletes: true }), 'running');
    await settle();
    t.same(followed.splice(0), ['mail ended', 'mail 7200000 approved']);
    await operator.configure(configured(HOURLY));
    await operator.close();
    t.same(followed, ['mail ended']);
  },
);

t.test('whoever stops a try that waits does not stop the schedule', async (t) => {
  const { operator, pass, begun, exits, ending } = office();
  const two = `concurrency: 1\n${HOURLY}  - { name: other, source: /c, destination: /d }\n`;
  await operator.configure(configured(two));
  exits(4);
  operator.runNow('mail');
  await settle();
  t.not(operator.prospect('mail').retryMs, undefined);
  exits('wait');
  operator.runNow('other');
  await settle();
  operator.runNow('mail');
  t.equal(operator.prospect('mail').waiting, true);
  t.equal(operator.stop('mail'), true);
  exits(0);
  ending.get('other')!(0);
  await settle();
  const before = begun.length;
  await pass(2 * HOUR_MS);
  t.same(
    begun.slice(before).map(({ name, trigger }) => [name, trigger]),
    [
      ['mail', 'schedule'],
      ['mail', 'schedule'],
    ],
  );
  await operator.close();
});

t.test('nothing is begun once it is closed, by no clock and no edit', async (t) => {
  const { operator, pass, begun, exits, followed, desk } = office();
  await operator.configure(configured(HOURLY));
  exits(4);
  operator.runNow('mail');
  const closing = operator.close();
  const live = HOURLY.replace('mail,', 'mail, live: true,');
  await Promise.all([closing, operator.configure(configured(live))]);
  t.equal(desk.active.size, 0);
  const before = begun.length;
  await pass(24 * HOUR_MS);
  t.equal(begun.length, before);
  t.same(followed, []);
});

t.test('a run whose beginning is being written down ends when all is closed', async (t) => {
  const { operator, exits, desk, begun } = office();
  await operator.configure(configured(HOURLY));
  exits('wait');
  operator.runNow('mail');
  await operator.close();
  t.equal(begun.length, 1);
  t.equal(desk.active.size, 0);
});

t.test(
  'an item that becomes live during its run is followed after it, and tried again by nobody else',
  async (t) => {
    const { operator, pass, exits, ending, followed, begun } = office();
    await operator.configure(configured(HOURLY));
    exits('wait');
    operator.runNow('mail');
    await settle();
    await operator.configure(configured(HOURLY.replace('mail,', 'mail, live: true,')));
    await settle();
    t.same(followed, []);
    ending.get('mail')!(4);
    await settle();
    t.same(followed, ['mail 3600000']);
    await pass(HOUR_MS);
    t.equal(begun.length, 1);
    await operator.close();
  },
);

t.test(
  'a live item rests until all that needs it at rest has ended, whatever is edited meanwhile',
  async (t) => {
    const { operator, followed } = office();
    const live = HOURLY.replace('mail,', 'mail, live: true,');
    await operator.configure(configured(live));
    await settle();
    const ends: (() => void)[] = [];
    const work = () => new Promise<void>((resolve) => void ends.push(resolve));
    const works = [operator.whileAtRest('mail', work), operator.whileAtRest('mail', work)];
    await settle();
    t.equal(ends.length, 1, 'one after the other');
    await operator.configure(configured(live.replace('live: true,', 'live: true, auditEvery: 2h,')));
    ends[0]!();
    await settle();
    t.equal(ends.length, 2);
    t.same(followed, ['mail 3600000', 'mail ended']);
    ends[1]!();
    await Promise.all(works);
    await settle();
    t.same(followed, ['mail 3600000', 'mail ended', 'mail 7200000']);
    await operator.close();
  },
);

t.test(
  'work on an item waits for its run, goes before the next one, and is left when nobody wants it',
  async (t) => {
    const { operator, begun, ending, exits } = office();
    await operator.configure(configured(HOURLY));
    exits('wait');
    operator.runNow('mail');
    await settle();
    operator.runNow('mail');
    const gone = new AbortController();
    const left = operator.whileAtRest('mail', async () => 'never', gone.signal);
    const done = operator.whileAtRest('mail', async () => begun.length);
    gone.abort();
    await t.rejects(left, { code: 'interrupted' });
    ending.get('mail')!(0);
    t.equal(await done, 1, 'the second run has not begun');
    await settle();
    t.equal(begun.length, 2);
    const late = operator.whileAtRest('mail', async () => 'never');
    const closed = operator.close();
    await t.rejects(late, { code: 'interrupted' });
    await closed;
  },
);

t.test('nights and weekends are no scheduled times that pass', async (t) => {
  const { operator } = office();
  const officeHours =
    "schedule: { days: [mon, tue, wed, thu, fri], every: 10 minutes, between: '08:00-18:00' }";
  await operator.configure(
    configured(`timezone: UTC\n${HOURLY.replace('schedule: { every: 1 hour }', officeHours)}`),
  );
  const fridayEvening = Date.UTC(2026, 0, 2, 18, 0, 1);
  t.equal(operator.dueMs('mail', fridayEvening, 3), Date.UTC(2026, 0, 5, 8, 20));
  t.equal(operator.dueMs('none', fridayEvening, 3), undefined);
  await operator.close();
});
