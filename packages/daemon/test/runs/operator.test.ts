import { systemZone } from '@syncline/scheduler';
import t from 'tap';
import { settle } from './fake-clock.ts';
import { configured, HOUR_MS, HOURLY, office } from './operator-office.ts';

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

t.test('a run can be stopped, or taken away, while it is being written down that it begins', async (t) => {
  for (const end of ['stop', 'remove'] as const) {
    const { operator, exits, desk, begun } = office();
    await operator.configure(configured(HOURLY));
    exits('wait');
    operator.runNow('mail');
    if (end === 'stop') t.equal(operator.stop('mail'), true);
    else await operator.configure(configured('items: []'));
    await settle();
    t.equal(begun.length, 1, end);
    t.equal(desk.active.size, 0, end);
  }
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
