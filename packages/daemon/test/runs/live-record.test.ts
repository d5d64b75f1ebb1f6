import type { RunRecord } from '@syncline/state';
import { NO_COUNTS } from '@syncline/model';
import t from 'tap';
import { createLiveRecord } from '../../src/runs/live-record.ts';
import { fakeClock } from './fake-clock.ts';

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
