import { NO_COUNTS } from '@syncline/model';
import t from 'tap';
import type { ConfiguredItem } from '../../src/config/configured-item.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { DaemonEvent } from '../../src/runs/daemon-event.ts';
import { createOpenConflicts } from '../../src/status/open-conflicts.ts';
import { fakeClock, settle } from '../runs/fake-clock.ts';

const MINUTE_MS = 60_000;

function items(...lines: readonly string[]): readonly ConfiguredItem[] {
  const yaml = `items:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`;
  const { config, problems } = parseConfig(yaml, { directory: '/config', home: '/home' });
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config.items;
}

const DOCS = 'name: docs, source: /a, destination: /b, mode: two-way';

/** Conflicts as the journals have them, and which of these were read. */
function counting(journals: Readonly<Record<string, number>>) {
  const { clock, pass } = fakeClock(0);
  const [now, read, told] = [new Map(Object.entries(journals)), [] as string[], [] as string[]];
  const conflicts = createOpenConflicts({
    clock,
    async count({ name }) {
      read.push(name);
      const count = now.get(name);
      if (count === undefined) throw new Error('it cannot be read');
      return count;
    },
  });
  conflicts.events.subscribe((event: DaemonEvent) => {
    if (event.type === 'conflicts') told.push(`${event.item} ${event.open}`);
  });
  const ended = (item: string, made: number): void => {
    const summary = { ...NO_COUNTS, conflicts: made, exit: 0, seconds: 1 } as const;
    const run = {
      number: 1,
      item,
      trigger: 'manual',
      startedMs: 0,
      endedMs: 1,
      kept: 0,
      dropped: 0,
    } as const;
    conflicts.see({ type: 'run-ended', run: { ...run, summary } });
  };
  const counted = async (): Promise<void> => {
    await settle();
    await pass(MINUTE_MS);
  };
  return { conflicts, now, read, told, ended, counted };
}

t.test('those of two-way items are counted once they are known, of others never', async (t) => {
  const { conflicts, read, told, ended, counted } = counting({ docs: 2, mail: 1 });
  conflicts.learn(items(DOCS, 'name: mail, source: /c, destination: /d, mode: clone'));
  await settle();
  t.equal(conflicts.of('docs'), 2);
  t.strictSame(told, ['docs 2']);
  ended('mail', 1);
  await counted();
  t.equal(conflicts.of('mail'), 0);
  conflicts.learn(items(DOCS));
  await counted();
  t.strictSame(read, ['docs'], 'what is known is not read again');
});

t.test('they are counted again after a run that may have changed how many there are', async (t) => {
  const { conflicts, now, read, ended, counted } = counting({ docs: 0 });
  conflicts.learn(items(DOCS));
  await counted();
  ended('docs', 0);
  await counted();
  t.strictSame(read, ['docs'], 'none before, and none made');
  now.set('docs', 1);
  ended('docs', 1);
  await counted();
  t.equal(conflicts.of('docs'), 1);
  now.set('docs', 0);
  ended('docs', 0);
  await counted();
  t.equal(conflicts.of('docs'), 0, 'its copy was deleted');
});

t.test('an item between other places has another journal', async (t) => {
  const { conflicts, now, told, counted } = counting({ docs: 3 });
  conflicts.learn(items(DOCS));
  await counted();
  now.set('docs', 0);
  conflicts.learn(items('name: docs, source: /elsewhere, destination: /b, mode: two-way'));
  t.equal(conflicts.of('docs'), 0, 'nothing is known of it');
  await counted();
  t.strictSame(told, ['docs 3']);
  conflicts.learn([]);
  t.equal(conflicts.of('docs'), 0);
});

t.test('a journal that cannot be read changes nothing', async (t) => {
  const { conflicts, now, counted } = counting({ docs: 3 });
  conflicts.learn(items(DOCS));
  await counted();
  now.delete('docs');
  conflicts.look('docs');
  await counted();
  t.equal(conflicts.of('docs'), 3);
});

t.test(
  'what was asked for last comes first, and between two journals nothing is read for a while',
  async (t) => {
    const { conflicts, read, counted } = counting({ docs: 0, mail: 0, site: 0 });
    conflicts.learn(
      items(
        DOCS,
        'name: mail, source: /c, destination: /d, mode: two-way',
        'name: site, source: /e, destination: /f, mode: two-way',
      ),
    );
    await settle();
    t.strictSame(read, ['docs']);
    conflicts.look('mail');
    await counted();
    t.strictSame(read, ['docs', 'mail', 'site']);
  },
);

t.test('once it is closed nothing is read', async (t) => {
  const { conflicts, read, counted } = counting({ docs: 0, mail: 0 });
  conflicts.learn(items(DOCS, 'name: mail, source: /c, destination: /d, mode: two-way'));
  await settle();
  await conflicts.close();
  conflicts.look('docs');
  await counted();
  t.strictSame(read, ['docs']);
});
