import { readdir } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import type { Spill, SpillSelection } from '../src/index.js';
import { inItem, open, withState } from './journals.js';

async function keys(spill: Spill, selection?: SpillSelection): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { key } of spill.iterate(selection)) found.push(key);
  return found;
}

void t.test(
  'spilled entries come in the order of their keys, by prefix, by range and backwards',
  async (t) => {
    await withState(async (state) => {
      await using journal = await open(state);
      const { spill } = journal;
      t.same(await keys(spill), []);
      await spill.put(['b/2', 'a/\xff', 'a/\x7f', 'b/1', 'c'].map((key) => ({ key, value: { key } })));
      t.same(await keys(spill), ['a/\x7f', 'a/\xff', 'b/1', 'b/2', 'c']);
      t.same(await keys(spill, { prefix: 'b/' }), ['b/1', 'b/2']);
      t.same(await keys(spill, { prefix: 'a/', reverse: true }), ['a/\xff', 'a/\x7f']);
      t.same(await keys(spill, { range: { from: 'b/2', before: 'c' } }), ['b/2']);
      await spill.clear('b/');
      t.same(await keys(spill), ['a/\x7f', 'a/\xff', 'c']);
      await spill.clear();
      t.same(await keys(spill), []);
      await spill.put([{ key: 'again', value: 1 }]);
      t.same(await keys(spill), ['again']);
    });
  },
);

void t.test('a loop that is left early, and entries put while it runs, do no harm', async (t) => {
  await withState(async (state) => {
    await using journal = await open(state);
    await journal.spill.put(Array.from({ length: 3000 }, (_, n) => ({ key: `k${n}`, value: n })));
    for await (const { key } of journal.spill.iterate()) {
      await journal.spill.put([{ key: `${key}-later`, value: 0 }]);
      break;
    }
    t.equal((await keys(journal.spill)).length, 3001);
  });
});

void t.test('the plan does not outlive the run, and costs nothing unless used', async (t) => {
  await withState(async (state) => {
    const journal = await open(state);
    t.notOk((await readdir(inItem(state))).includes('plan'));
    await journal.spill.put([{ key: 'a', value: 1 }]);
    await journal.close();
    t.notOk((await readdir(inItem(state))).includes('plan'));
  });
});

void t.test('entries are iterated in bounded memory', async (t) => {
  await withState(async (state) => {
    await using journal = await open(state);
    const value = 'x'.repeat(1000);
    for (let at = 0; at < 60_000; at += 2000) {
      await journal.spill.put(Array.from({ length: 2000 }, (_, n) => ({ key: `k${at + n}`, value })));
    }
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const inUse = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = inUse();
    let [count, most] = [0, 0];
    for await (const entry of journal.spill.iterate({ reverse: true })) {
      count += entry.key.length > 0 ? 1 : 0;
      if (count % 5000 === 0) most = Math.max(most, inUse() - before);
    }
    t.equal(count, 60_000);
    t.ok(most < 12 * 1024 * 1024, `60 MB of entries took ${(most / 2 ** 20).toFixed(1)} MiB of heap`);
  });
});
