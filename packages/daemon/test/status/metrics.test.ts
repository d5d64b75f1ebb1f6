import t from 'tap';
import type { Path } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';
import type { ItemStatus } from '../../src/api/item-shapes.ts';
import { createMetrics } from '../../src/status/metrics.ts';

const MAIL: ItemStatus = {
  name: 'mail',
  description: '',
  mode: 'clone',
  source: '/a',
  destination: '/b',
  state: 'live',
  nextRuns: [],
  schedule: [],
  timezone: 'UTC',
  holds: 3,
  conflicts: 2,
  hasLog: false,
  lastSuccess: '2026-01-01T00:00:00.000Z',
  live: { phase: 'following', recoveryPointAgeSeconds: 0.25, pending: 2, polling: false, missed: 0 },
};

t.test('what happened is counted, and how items stand is shown', async (t) => {
  const metrics = createMetrics();
  const outcome = {
    op: 'copy',
    side: 'destination',
    path: 'a' as Path,
    outcome: 'applied',
    bytes: 5,
  } as const;
  metrics.see({ type: 'line', item: 'mail', number: 1, outcome });
  metrics.see({ type: 'line', item: 'mail', number: 1, outcome });
  const summary = { ...NO_COUNTS, exit: 0, seconds: 2 } as const;
  const run = { number: 1, item: 'mail', trigger: 'live', startedMs: 0, endedMs: 1, kept: 2, dropped: 0 };
  metrics.see({ type: 'run-ended', run: { ...run, trigger: 'live', summary } });
  const text = await metrics.text({ items: [MAIL], config: { problems: ['line 1'] } });
  for (const line of [
    'syncline_operations_total{item="mail",op="copy",outcome="applied"} 2',
    'syncline_written_bytes_total{item="mail"} 10',
    'syncline_runs_total{item="mail",exit="0"} 1',
    'syncline_run_seconds_sum{item="mail"} 2',
    'syncline_item_state{item="mail",state="live"} 1',
    'syncline_item_state{item="mail",state="failed"} 0',
    'syncline_item_held_deletes{item="mail"} 3',
    'syncline_item_open_conflicts{item="mail"} 2',
    'syncline_config_problems 1',
    'syncline_item_recovery_point_age_seconds{item="mail"} 0.25',
    'syncline_item_last_success_timestamp_seconds{item="mail"} 1767225600',
  ])
    t.ok(text.split('\n').includes(line), line);
  t.match(text, 'syncline_nodejs_eventloop_lag_seconds');
});

t.test('an item that is no more is shown no more', async (t) => {
  const metrics = createMetrics();
  await metrics.text({ items: [MAIL], config: { problems: ['line 1'] } });
  t.notMatch(await metrics.text({ items: [], config: { problems: [] } }), 'item="mail"');
});
