import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

import { OWN_PROC } from './own-proc.js';

/** One line asks for one `sync`, and is answered by one. */
const SCRIPT = 'while read -r files; do if sync -f $files; then echo y; else echo n; fi; done';

/**
 * A shell that runs `sync` when it is told to: to start a program a process is forked, which takes as long as the process is large
 * and stops all of its threads meanwhile, and a shell is small. It ends with this process, however that ends.
 */
export class SyncShell {
  readonly #child: ChildProcess;
  #answer: ((synced: boolean) => void) | undefined;
  #ended = false;

  constructor() {
    this.#child = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.once('error', () => this.close());
    this.#child.once('exit', () => this.close());
    // Where there are no more descriptors the child has no pipes, and says only later that it was not started.
    this.#child.stdout?.on('data', (text: Buffer) => this.#settle(text.toString('latin1').startsWith('y')));
    this.#child.stdin?.on('error', () => this.close());
    this.#keepAlive(false);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Makes durable the file systems that these open files of this process are on; whether it did. One call at a time. */
  sync(fds: readonly number[]): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#keepAlive(true);
      this.#child.stdin?.write(`${fds.map((fd) => `${OWN_PROC}/fd/${fd}`).join(' ')}\n`);
    });
  }

  /** Ends the shell; what it is asked for at the moment counts as not done. Idempotent. */
  close(): void {
    this.#ended = true;
    this.#child.stdin?.destroy();
    this.#settle(false);
  }

  #settle(synced: boolean): void {
    this.#keepAlive(false);
    this.#answer?.(synced);
    this.#answer = undefined;
  }

  /** Whether this process waits for the shell. */
  #keepAlive(asked: boolean): void {
    const how = asked ? 'ref' : 'unref';
    this.#child[how]();
    for (const pipe of [this.#child.stdin, this.#child.stdout] as (Socket | null)[]) pipe?.[how]();
  }
}
