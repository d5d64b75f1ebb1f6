import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What `holder.ts` does once it is told to start. */
export type Task = 'hold' | 'commit' | 'open' | 'close';

/** What it tells. */
export interface Told {
  readonly event: string;
  readonly value?: unknown;
}

/** A process of its own that runs `holder.ts` on a state directory. It waits for `start`. */
export class Child {
  readonly told: Told[] = [];
  readonly process: ChildProcess;

  constructor(state: string, task: Task) {
    const script = fileURLToPath(new URL('holder.ts', import.meta.url));
    this.process = fork(script, [state, task], {
      execArgv: ['--import=tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.process.on('message', (message: Told) => this.told.push(message));
  }

  /** Resolves when the child has told this event; rejects when it ends first. */
  async until(event: string): Promise<Told> {
    for (;;) {
      const found = this.told.find((told) => told.event === event);
      if (found !== undefined) return found;
      if (this.process.exitCode !== null) throw new Error(`the child ended before it told ${event}`);
      await Promise.race([once(this.process, 'message'), once(this.process, 'exit')]);
    }
  }

  start(): void {
    this.process.send('start');
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exit;
  }
}
