import type { RunRecord } from '@syncline/state';
import { NO_COUNTS } from '@syncline/model';
import t from 'tap';
import { createLiveRecord } from '../../src/runs/live-record.ts';
import { fakeClock, settle } from './fake-clock.ts';

t.test('a run whose history cannot be written ends all the same, and says so', async (t) => {
  const ended: RunRecord[] = [];
  const begun: RunRecord = { number: 1, item: 'mail', trigger: 'live', startedMs: 0, kept: 0, dropped: 0 };
  const record = createLiveRecord({
    item: 'mail',
    history: {
      begin: async () => ({
        record: begun,
        line: () => undefined,
        end: () => Promise.reject(new Error('the disk is full')),
      }),
    },
    clock: fakeClock(0).clock,
    onBegun: () => undefined,
    onLine: () => undefined,
    onEnded: (run) => void ended.push(run),
    onFailure: (error) => t.fail(String(error)),
  });
  record.pass({ ...NO_COUNTS, exit: 0, seconds: 1 });
  await record.close();
  t.match(ended, [{ number: 1, endedMs: 0, summary: { exit: 0, reason: /disk is full/ } }]);
  t.equal(record.current, undefined);
});

t.test('how long a run took is told without the quiet after which it is over', async (t) => {
  const ended: RunRecord[] = [];
  const { clock, pass: wait } = fakeClock(60_000);
  const record = createLiveRecord({
    item: 'mail',
    history: {
      async begin(item, trigger, startedMs) {
        const begun: RunRecord = { number: 1, item, trigger, startedMs, kept: 0, dropped: 0 };
        return {
          record: begun,
          line: () => undefined,
          end: async (endedMs, summary) => ({ ...begun, endedMs, summary }),
        };
      },
    },
    clock,
    onBegun: () => undefined,
    onLine: () => undefined,
    onEnded: (run) => void ended.push(run),
    onFailure: (error) => t.fail(String(error)),
  });
  record.pass({ ...NO_COUNTS, exit: 0, seconds: 2 });
  await settle();
  t.equal(record.cameThrough, true);
  t.equal(record.succeededMs, 60_000, 'known before the run is written down');
  await wait(4_000);
  record.pass({ ...NO_COUNTS, exit: 0, seconds: 1 });
  await settle();
  await wait(29_000);
  t.same(ended, [], 'it may go on');
  await wait(2_000);
  await settle();
  t.match(ended, [{ startedMs: 58_000, endedMs: 64_000, summary: { exit: 0, seconds: 6 } }]);
  t.equal(record.cameThrough, false);
  record.pass({ ...NO_COUNTS, exit: 4, seconds: 1 });
  await settle();
  t.equal(record.succeededMs, 64_000, 'and after a failure');
});
