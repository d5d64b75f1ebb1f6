import type { Mode, Name, Path } from '@syncline/model';
import { pathFromText } from '@syncline/model';
import type { Dirty } from '@syncline/scheduler';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Effects } from '../../src/effects.js';
import { Passes } from '../../src/live/passes.js';
import { directory, item } from '../support.js';
import { effectsWith, type Hooks } from '../watched-source.js';

export const NOTHING: Dirty = { names: new Map(), trees: new Set(), sinceMs: 0 };

/** Nothing joins. */
const ALONE = {
  wait: (signal: AbortSignal) => once(signal, 'abort').then(() => undefined),
  joinable: () => [],
  join: () => undefined,
};

export interface MailboxOptions {
  readonly mode?: Mode;
  /** Messages in `new` besides: `more0`, `more1` and so on. */
  readonly more?: number;
  /** Asked anew at each call. */
  readonly hooks?: () => Omit<Hooks, 'kind'>;
  readonly effects?: (effects: Effects) => Effects;
}

/** A mailbox with two messages, in step on both sides, and what its next passes do. */
export async function mailbox(t: Test, options: MailboxOptions = {}) {
  const { mode = 'clone', more = 0, hooks, effects = (plain) => plain } = options;
  const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  const at = (side: string, ...path: string[]): string => join(root, side, 'box', ...path);
  for (const folder of ['cur', 'new', 'tmp']) mkdirSync(at('source', folder), { recursive: true });
  mkdirSync(at('destination'), { recursive: true });
  writeFileSync(at('source', 'new/1.host'), 'mail');
  writeFileSync(at('source', 'cur/0.host:2,S'), 'older mail');
  for (let number = 0; number < more; number += 1) writeFileSync(at('source', `new/more${number}`), 'more');
  const watched = effectsWith({
    kind: 'directory',
    before: (path) => hooks?.().before?.(path),
    listed: (path) => hooks?.().listed?.(path),
  });
  const pair = item(directory(join(root, 'source')), directory(join(root, 'destination')), { mode });
  const parts = {
    item: pair,
    options: { stateDirectory: join(root, 'state') },
    emit: () => undefined,
    signal: new AbortController().signal,
    effects: effects(watched),
  };
  const passes = new Passes(parts, () => undefined);
  t.teardown(() => passes.close());
  const everything = () => passes.everything(false, () => undefined);
  await passes.open(false);
  t.match(await everything(), { summary: { exit: 0, copied: 2 + more } });
  const changes = (dirty: Partial<Dirty>, hinted = NOTHING) =>
    passes.changes({ ...NOTHING, ...dirty }, () => undefined, { ...ALONE, hinted: async () => hinted });
  const names = () => ['cur', 'new'].flatMap((folder) => readdirSync(at('destination', folder)));
  return { root, at, passes, changes, everything, names };
}

export const namesIn = (folder: string, name: string): Map<Path, Set<Name>> =>
  new Map([[pathFromText(folder), new Set([pathFromText(name)])]]);
