import type { OpenDaemon } from '../support/daemon.ts';
import { until } from '../support/daemon.ts';

/** Runs an item, and waits until that run has ended. */
export async function syncNow({ ask }: OpenDaemon, name: string): Promise<void> {
  const latest = async () => (await ask('GET', `/api/v1/items/${name}/runs?limit=1`)).json[0];
  const before = (await latest())?.number ?? 0;
  await ask('POST', `/api/v1/items/${name}/run`, {});
  await until(async () => {
    const run = await latest();
    return run?.number > before && run.state === 'ended';
  });
}
