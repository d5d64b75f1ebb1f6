import type { RunRecord } from '@syncline/state';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DaemonStatus, ItemStatus } from '../api/item-shapes.js';
import { itemState } from '../api/item-shapes.js';
import type { DaemonEvent } from '../runs/daemon-event.js';

/** The daemon in numbers, in the text format of Prometheus. */
export interface Metrics {
  readonly contentType: string;
  /** Counts what happens. */
  see(event: DaemonEvent): void;
  /** The numbers as they are now, of these items. */
  text(status: Shown): Promise<string>;
}

/** What is shown of how things stand. */
export interface Shown {
  readonly items: readonly ItemStatus[];
  readonly config: Pick<DaemonStatus['config'], 'problems'>;
}

/** From a no-op of a small item to a first copy over a slow line, seconds. */
const RUN_SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200, 28_800];
const MS_PER_SECOND = 1_000;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'syncline_' });
  const [counters, gauges] = [countersIn(registry), gaugesIn(registry)];
  const configProblems = new Gauge({
    name: 'syncline_config_problems',
    help: 'What is wrong with the configuration file: above 0 the items run by an earlier one, and a new start would fail',
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    see(event) {
      if (event.type === 'run-ended') countRun(counters, event.run);
      if (event.type === 'line') {
        const { op, outcome, bytes } = event.outcome;
        counters.operations.inc({ item: event.item, op, outcome });
        counters.bytes.inc({ item: event.item }, bytes);
      }
    },
    async text({ config, items }) {
      configProblems.set(config.problems.length);
      for (const gauge of Object.values(gauges)) gauge.reset();
      for (const item of items) show(gauges, item);
      return registry.metrics();
    },
  };
}

type Counters = ReturnType<typeof countersIn>;
type Gauges = ReturnType<typeof gaugesIn>;

function countersIn(registry: Registry) {
  const registers = [registry];
  return {
    runs: new Counter({
      name: 'syncline_runs_total',
      help: 'Runs that ended, by exit code',
      labelNames: ['item', 'exit'],
      registers,
    }),
    operations: new Counter({
      name: 'syncline_operations_total',
      help: 'Operations, by how they turned out',
      labelNames: ['item', 'op', 'outcome'],
      registers,
    }),
    bytes: new Counter({
      name: 'syncline_written_bytes_total',
      help: 'Content written to a side',
      labelNames: ['item'],
      registers,
    }),
    seconds: new Histogram({
      name: 'syncline_run_seconds',
      help: 'How long runs took',
      labelNames: ['item'],
      buckets: RUN_SECONDS,
      registers,
    }),
  };
}

function gaugesIn(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = ['item']) =>
    new Gauge({ name: `syncline_item_${name}`, help, labelNames, registers: [registry] });
  return {
    state: gauge('state', '1 for the state that the item is in', ['item', 'state']),
    lastExit: gauge('last_exit', 'Exit code of the last run'),
    lastSuccess: gauge(
      'last_success_timestamp_seconds',
      'When the last run that left both sides in step ended',
    ),
    holds: gauge('held_deletes', 'Deletes that wait for approval'),
    conflicts: gauge('open_conflicts', 'Conflicts that nobody has decided about'),
    recoveryPointAge: gauge(
      'recovery_point_age_seconds',
      'Live items: how old the oldest change is that is not carried yet',
    ),
    pending: gauge('pending_changes', 'Live items: places that are to be looked at'),
  };
}

function countRun({ runs, seconds }: Counters, { item, summary }: RunRecord): void {
  if (summary === undefined) return;
  runs.inc({ item, exit: String(summary.exit) });
  seconds.observe({ item }, summary.seconds);
}

function show(gauges: Gauges, status: ItemStatus): void {
  const item = { item: status.name };
  for (const state of itemState.options) gauges.state.set({ ...item, state }, status.state === state ? 1 : 0);
  gauges.holds.set(item, status.holds);
  gauges.conflicts.set(item, status.conflicts);
  const exit = status.lastRun?.summary?.exit;
  if (exit !== undefined) gauges.lastExit.set(item, exit);
  if (status.lastSuccess !== undefined)
    gauges.lastSuccess.set(item, Date.parse(status.lastSuccess) / MS_PER_SECOND);
  if (status.live === undefined) return;
  gauges.recoveryPointAge.set(item, status.live.recoveryPointAgeSeconds);
  gauges.pending.set(item, status.live.pending);
}
