import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mode, Summary } from '@syncline/model';
import type { Test } from 'tap';
import type { RunEvent } from '../src/events.js';
import { runOnce } from '../src/run-once.js';
import { directory, item } from './support.js';
import { effectsWith, type Hooks } from './watched-source.js';

/** A pair of directories, whose source has these folders, and its runs. */
export function world(t: Test, mode: Mode, folders: readonly string[]) {
  const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  const at = (side: 'source' | 'destination', name = ''): string => join(root, side, name);
  for (const side of ['source', 'destination'] as const) mkdirSync(at(side));
  for (const folder of folders) mkdirSync(at('source', folder), { recursive: true });
  const pair = item(directory(at('source')), directory(at('destination')), { mode });
  const lines: string[] = [];
  const run = (hooks: Hooks, dryRun = false): Promise<Summary> => {
    lines.length = 0;
    const take = (event: RunEvent): void => {
      if (event.type === 'operation') lines.push(`${event.outcome.op} ${event.outcome.path}`);
    };
    const options = { stateDirectory: join(root, 'state'), dryRun };
    return runOnce(pair, options, take, new AbortController().signal, effectsWith(hooks));
  };
  return { at, run, lines };
}

/** All files below a directory, by path; the trash is not looked into. */
export function filesBelow(top: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(top.length + 1);
    if (entry.isFile() && !path.startsWith('.syncline')) files[path] = readFileSync(join(top, path), 'utf8');
  }
  return files;
}
