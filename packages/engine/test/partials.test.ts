import t from 'tap';
import { createMemoryEndpoint, MemoryVolume } from '@syncline/endpoint';
import type { FileEntry, Listing, Name } from '@syncline/model';
import { nameOf, pathFromText as path } from '@syncline/model';
import type { Note } from '@syncline/state';
import { createPartials, type RunPartials } from '../src/partials.js';

const VERSION = { kind: 'file', name: nameOf(path('big')), size: 9, token: 'one', racy: false } as FileEntry;

/** Notes that outlive the runs of a test, and the temp names that runs removed. */
function journalled(): { run(): RunPartials; readonly removed: string[]; readonly notes: Map<string, Note> } {
  const notes = new Map<string, Note>();
  const removed: string[] = [];
  let temps = 0;
  const journal = {
    listNotes: async (prefix = '') => [...notes.values()].filter(({ key }) => key.startsWith(prefix)),
    putNotes: async (some: readonly Note[]) => some.forEach((note) => notes.set(note.key, note)),
    clearNotes: async (prefix = '') => {
      for (const key of notes.keys()) if (key.startsWith(prefix)) notes.delete(key);
    },
  };
  const side = Object.assign(createMemoryEndpoint(new MemoryVolume()), {
    removeTemp: async (_: string, name: string) => void removed.push(name),
  });
  const nextTemp = (): Name => `t${(temps += 1)}` as Name;
  const sides = { source: side, destination: side };
  return { run: () => createPartials({ journal, sides, nextTemp }), removed, notes };
}

function listing(...entries: readonly FileEntry[]): Listing {
  return { path: path(''), entries, complete: true, reserved: [] };
}

t.test('the next attempt at one version, in this run or the next, gets the name of the last', async (t) => {
  const { run, removed } = journalled();
  const first = run();
  const temp = await first.begin('destination', path('big'), VERSION);
  t.equal(await first.begin('destination', path('big'), VERSION), temp);
  t.equal(await run().begin('destination', path('big'), VERSION), temp);
  t.not(await run().begin('source', path('big'), VERSION), temp, 'the other side has its own');
  t.same(removed, []);
});

t.test('another version gets another name, and what was begun is removed', async (t) => {
  for (const other of [{ token: 'two' }, { size: 10 }, { racy: true }]) {
    const { run, removed } = journalled();
    const temp = await run().begin('destination', path('big'), VERSION);
    t.not(await run().begin('destination', path('big'), { ...VERSION, ...other }), temp);
    t.same(removed, [temp]);
  }
});

t.test('a temp file is kept while the other side shows the version that it was begun for', async (t) => {
  const { run } = journalled();
  const temp = path(await run().begin('destination', path('big'), VERSION));
  const next = run();
  t.equal(await next.keeps('destination', temp, listing(VERSION)), true);
  t.equal(await next.keeps('destination', temp, listing({ ...VERSION, token: 'two' })), false);
  t.equal(await next.keeps('destination', temp, listing()), false);
  t.equal(await next.keeps('source', temp, listing(VERSION)), false);
  t.equal(await next.keeps('destination', path('other'), listing(VERSION)), false);
});

t.test(
  'the end of a run removes what it did not try, and a file that came through has no note',
  async (t) => {
    const { run, removed, notes } = journalled();
    const first = run();
    const unused = await first.begin('destination', path('big'), VERSION);
    await first.begin('destination', path('big too'), VERSION);
    await first.end('destination', path('big too'));
    t.equal(notes.size, 1, 'ending one leaves the other whose name begins alike');
    await first.dropUnused();
    t.equal(notes.size, 1, 'what was tried in vain waits for the next run');
    await run().dropUnused();
    t.same(removed, [unused]);
    t.equal(notes.size, 0);
  },
);
