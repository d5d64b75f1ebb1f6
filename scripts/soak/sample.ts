import { readdirSync, readFileSync } from 'node:fs';
import type { OpenDaemon } from '../../test/support/daemon.ts';

/** What the daemon is like at one moment. */
export interface Sample {
  readonly rssMiB: number;
  readonly openFiles: number;
  readonly loopDelayMs: number;
  /** Age of the oldest recovery point. */
  readonly behindSeconds: number;
  /** Changes that the watch did not tell and an audit found. */
  readonly missed: number;
}

interface ItemStatus {
  readonly state: string;
  readonly live?: { readonly recoveryPointAgeSeconds: number; readonly missed: number };
}

export async function itemsOf({ ask }: OpenDaemon): Promise<readonly ItemStatus[]> {
  return (await ask('GET', '/api/v1/status')).json.items;
}

/** Of a process of Linux. */
export async function sample(daemon: OpenDaemon): Promise<Sample> {
  const pid = daemon.started.child.pid!;
  const metrics = (await daemon.ask('GET', '/metrics')).text;
  const lag = /^syncline_nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1];
  const kib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  const items = await itemsOf(daemon);
  return {
    rssMiB: kib / 1_024,
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
    loopDelayMs: Number(lag) * 1_000,
    behindSeconds: Math.max(...items.map(({ live }) => Number(live?.recoveryPointAgeSeconds))),
    missed: items.reduce((sum, { live }) => sum + (live?.missed ?? 0), 0),
  };
}
