import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch, type Trigger, type WatchOptions } from '@syncline/scanner';
import type { Test } from 'tap';

/** A directory that is watched until the test ends, and what was told of it. */
export interface Watched {
  readonly root: string;
  readonly told: readonly Trigger[];
  /** Waits until something like this was told. */
  until(isIt: (trigger: Trigger) => boolean): Promise<Trigger>;
  /** Waits until hints of this path were told. */
  hintOf(path: string): Promise<Trigger>;
  /** Forgets what was told so far, once nothing more comes. */
  quiet(): Promise<void>;
}

const PATIENCE_MS = 20_000;

export function emptyDirectory(t: Test): string {
  const root = mkdtempSync(join(tmpdir(), 'syncline-watch-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** Resolves once the watch is armed. */
export async function watched(t: Test, root: string, options: WatchOptions = {}): Promise<Watched> {
  const told: Trigger[] = [];
  const subscription = watch(root, options).subscribe((trigger) => told.push(trigger));
  t.teardown(() => subscription.unsubscribe());
  const until = async (isIt: (trigger: Trigger) => boolean): Promise<Trigger> => {
    for (const startedMs = performance.now(); performance.now() - startedMs < PATIENCE_MS; await sleep(2)) {
      const found = told.find(isIt);
      if (found !== undefined) return found;
    }
    throw new Error(`not told; what was told: ${JSON.stringify(told)}`);
  };
  await until(({ type }) => type === 'armed');
  told.length = 0;
  return {
    root,
    told,
    until,
    hintOf: (path) => until((trigger) => 'path' in trigger && trigger.path === path),
    async quiet() {
      for (let before = -1; before !== told.length; await sleep(50)) before = told.length;
      told.length = 0;
    },
  };
}
