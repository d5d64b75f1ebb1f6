import t from 'tap';
import type { PlainSet } from '../../src/api/shapes.ts';
import { valuesOf } from '../../src/dialog/from-document.ts';
import { documentOf } from '../../src/dialog/to-document.ts';

/** Each thing written otherwise than the dialog would write it. */
const WRITTEN: PlainSet = {
  name: 'mail',
  mode: 'simple',
  recursive: true,
  live: false,
  conflict: 'newer',
  source: '/srv/mail',
  destination: {
    type: 'ftp',
    tls: 'none',
    server: 'host',
    port: 21,
    password: { secret: 'mail.destination' },
    ignore: [],
  },
  schedule: [
    { days: 'mon-fri', every: 'hour', between: '18:00 - 24:00' },
    { daysOfMonth: [7, 14], at: '03:00', disabled: false },
  ],
  trash: { keepDays: 30 },
  maxDelete: 30,
  limits: { retries: 2 },
};

t.test('what is not changed is written as it was', async (t) => {
  t.same(documentOf(valuesOf(WRITTEN)), WRITTEN);
  t.same(documentOf({ ...valuesOf(WRITTEN), description: 'new' }), { ...WRITTEN, description: 'new' });
  const one: PlainSet = { ...WRITTEN, schedule: [{ at: '03:00' }] };
  t.same(documentOf(valuesOf(one)), one);
});

t.test('what is changed is, and what stands beside it stays', async (t) => {
  const values = valuesOf(WRITTEN);
  const [first, second] = values.schedules;
  const later = documentOf({ ...values, schedules: [first!, { ...second!, at: '04:00' }] });
  t.same(later['schedule'], [(WRITTEN['schedule'] as PlainSet[])[0], { daysOfMonth: '7;14', at: '04:00' }]);
  const { destination } = values;
  const other = documentOf({ ...values, destination: { ...destination, server: 'other' } })['destination'];
  const { password: _lost, ...rest } = WRITTEN['destination'] as PlainSet;
  t.same(other, { ...rest, server: 'other' }, 'another server has another password');
  const directory = { ...destination, type: 'directory' as const, path: '/srv/copy' };
  t.same(documentOf({ ...values, destination: directory })['destination'], {
    type: 'directory',
    path: '/srv/copy',
    ignore: [],
  });
});

t.test('a time that no clock shows is shown as one', async (t) => {
  const { schedules } = valuesOf({
    ...WRITTEN,
    schedule: [
      { every: 5, between: '08:00-24:00' },
      { every: 5, between: '00:00-24:00' },
    ],
  });
  t.match(schedules, [{ isBetween: true, from: '08:00', to: '00:00' }, { isBetween: false }]);
});
