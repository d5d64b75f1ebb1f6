import type { RunRecord } from '@syncline/state';
import t from 'tap';
import { settle } from './fake-clock.ts';
import { configured, HOUR_MS, HOURLY, MINUTE_MS, office } from './operator-office.ts';

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
