import { SynclineError } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Effects } from '../../src/effects.js';
import { REAL_EFFECTS } from '../../src/effects.js';
import type { LiveEvent } from '../../src/live/events.js';
import { Follower } from '../../src/live/follower.js';
import type { LiveOptions } from '../../src/live/live-options.js';
import { directory, item } from '../support.js';

type Ended = Extract<LiveEvent, { type: 'summary' }>;

/** A source of so many files and an empty destination; every delete is held. */
function pairOf(t: Test, files: number) {
  const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const at = (side: 'source' | 'destination', name = ''): string => join(root, side, name);
  for (const side of ['source', 'destination'] as const) mkdirSync(at(side));
  for (let number = 0; number < files; number += 1) writeFileSync(at('source', `file${number}`), 'text');
  const held = { deleteLimit: { percent: 0, floor: 0 } };
  const pair = item(directory(at('source')), directory(at('destination')), held);
  /** Follows until the test is over, and tells what was said. */
  const follow = (options: Omit<LiveOptions, 'stateDirectory'> = {}, effects: Partial<Effects> = {}) => {
    const [ends, notices]: [Ended[], string[]] = [[], []];
    const emit = (event: LiveEvent): void => {
      if (event.type === 'summary') ends.push(event);
      else if (event.type === 'notice') notices.push(event.notice.message);
    };
    const stopping = new AbortController();
    const parts = { item: pair, emit, signal: stopping.signal, effects: { ...REAL_EFFECTS, ...effects } };
    const all = { ...options, stateDirectory: join(root, 'state') };
    const running = new Follower({ ...parts, options: all }).run();
    t.teardown(async () => {
      stopping.abort();
      await running;
    });
    return { ends, notices };
  };
  const names = () => readdirSync(at('destination')).filter((name) => name !== '.syncline');
  return { root, at, follow, names };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

t.test('deletes are approved for the first look at everything, and for no later one', async (t) => {
  const { at, follow, names } = pairOf(t, 3);
  writeFileSync(at('destination', 'extra'), '');
  const { ends } = follow({ approveDeletes: true, auditEveryMs: 300 });
  await until(() => ends.length > 0);
  t.match(ends[0], { pass: 'start', summary: { exit: 0, copied: 3, deleted: 1 } });
  rmSync(at('source', 'file0'));
  const audits = () => ends.filter(({ pass, summary }) => pass === 'audit' && summary.held > 0);
  await until(() => audits().length > 1);
  t.match(audits().at(-1), { summary: { exit: 3, deleted: 0, held: 1 } });
  t.same(names().sort(), ['file0', 'file1', 'file2']);
});

t.test('another directory in the place of a root that was gone is followed', async (t) => {
  const { root, at, follow, names } = pairOf(t, 1);
  const { ends, notices } = follow();
  await until(() => ends.length > 0);
  renameSync(at('source'), join(root, 'gone'));
  writeFileSync(join(root, 'gone', 'unseen'), '');
  await until(() => notices.some((message) => message.startsWith('changes are kept')));
  mkdirSync(at('source'));
  writeFileSync(at('source', 'file0'), 'text');
  await until(() => ends.some(({ pass }) => pass === 'audit'));
  writeFileSync(at('source', 'new'), 'new');
  await until(() => existsSync(at('destination', 'new')));
  t.same(names().sort(), ['file0', 'new']);
});

t.test('what a pass holds is listed by a look at everything before long', async (t) => {
  const { at, follow, names } = pairOf(t, 2);
  let aheadMs = 0;
  const { ends } = follow({}, { nowMs: () => Date.now() + aheadMs });
  await until(() => ends.length > 0);
  rmSync(at('source', 'file0'));
  await until(() => ends.some(({ pass, summary }) => pass === 'changes' && summary.held === 1));
  aheadMs = 31_000;
  writeFileSync(at('source', 'new'), 'new');
  await until(() => ends.some(({ pass, summary }) => pass === 'audit' && summary.held === 1));
  t.same(names().sort(), ['file0', 'file1', 'new']);
});

t.test('rows that cannot be committed are told, and everything is opened anew', async (t) => {
  const { at, follow, names } = pairOf(t, 1);
  let fails = false;
  const openJournal: Effects['openJournal'] = async (...args) => {
    const journal = await REAL_EFFECTS.openJournal(...args);
    const { commit } = journal;
    const failing: Journal['commit'] = (changes, options) => {
      if (!fails) return commit.call(journal, changes, options);
      fails = false;
      throw new SynclineError('full', 'no room for the journal', { scope: 'item' });
    };
    return Object.assign(journal, { commit: failing });
  };
  const { ends, notices } = follow({}, { openJournal });
  await until(() => ends.length > 0);
  fails = true;
  writeFileSync(at('source', 'new'), 'new');
  await until(() => notices.length > 1);
  t.match(notices, [/changes are kept.*no room for the journal/, /it works again/]);
  await until(() => ends.some(({ pass }) => pass === 'audit'));
  t.match(ends.at(-1), { summary: { exit: 0, copied: 0 } });
  t.same(names().sort(), ['file0', 'new']);
});
