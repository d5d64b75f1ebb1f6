import type { RunEvent } from '@syncline/engine';
import type { Item } from '@syncline/model';
import t from 'tap';
import type { DaemonClient } from '../../src/daemon/client.js';
import { runInDaemon } from '../../src/daemon/run-in-daemon.js';

const turn = () => new Promise((resolve) => void setImmediate(resolve));

/** A daemon whose only item never ends by itself. `during` is called while it is being asked for something, before it answers. */
function daemon(during: (asked: string) => void) {
  const asked: string[] = [];
  const ask = async (what: string): Promise<void> => {
    asked.push(what);
    await turn();
    during(what);
    await turn();
    asked.push(`${what} answered`);
  };
  const client: DaemonClient = {
    async ask<T>(_method: string, path: string): Promise<T> {
      await ask(path.slice(path.lastIndexOf('/') + 1));
      return undefined as T;
    },
    async follow(_path, _take, signal) {
      await ask('follow');
      return { ended: new Promise((resolve) => signal.addEventListener('abort', () => resolve())) };
    },
  };
  return { client, asked };
}

/** What comes of a run that is interrupted while `when` is asked for. */
async function interruptedAt(when: 'before all' | 'follow' | 'run') {
  const abort = new AbortController();
  const { client, asked } = daemon((what) => {
    if (what === when) abort.abort();
  });
  if (when === 'before all') abort.abort();
  const run = runInDaemon(client, () => false)({ name: 'mail' } as Item, {
    stateDirectory: '/state',
    signal: abort.signal,
  });
  let exit: number | undefined;
  await new Promise<void>((resolve, reject) => {
    const next = (event: RunEvent): void => {
      if (event.type === 'summary') exit = event.summary.exit;
    };
    run.subscribe({ next, error: reject, complete: resolve });
  });
  return { exit, asked };
}

t.test('whoever interrupts before the daemon is asked for a run leaves none behind', async (t) => {
  for (const when of ['before all', 'follow'] as const) {
    const { exit, asked } = await interruptedAt(when);
    t.equal(exit, 130, when);
    t.notOk(asked.includes('run'), when);
  }
});

t.test('a run that is interrupted while it is being asked for is stopped once it is known', async (t) => {
  const { exit, asked } = await interruptedAt('run');
  t.equal(exit, 130);
  t.same(
    asked.filter((what) => !what.startsWith('follow')),
    ['run', 'run answered', 'stop', 'stop answered'],
  );
});
