import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const GIB = 2 ** 30;

/** The one directory that holds everything the bench makes, and what has to be ended with it. */
export class Place {
  readonly directory: string;
  #names = 0;
  readonly #closers: (() => Promise<void> | void)[] = [];

  constructor(parent: string) {
    mkdirSync(parent, { recursive: true });
    this.directory = mkdtempSync(join(parent, 'syncline-bench-'));
    // A server that runs as another user reaches its root through here.
    chmodSync(this.directory, 0o755);
  }

  /** A path that never was: on ext4 without a journal, a name whose files were just deleted is many times slower. */
  fresh(label: string): string {
    this.#names += 1;
    return join(this.directory, `${label}-${this.#names}`);
  }

  freshDirectory(label: string): string {
    const path = this.fresh(label);
    mkdirSync(path, { recursive: true });
    return path;
  }

  freeGib(): number {
    const { bavail, bsize } = statfsSync(this.directory);
    return (bavail * bsize) / GIB;
  }

  /** Writes out what is dirty, so that no command pays for the one before it. */
  settle(): void {
    spawnSync('sync', ['-f', this.directory]);
  }

  onClose(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    spawnSync('rm', ['-rf', this.directory]);
  }
}
