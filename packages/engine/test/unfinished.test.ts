import { appendFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Endpoint } from '@syncline/endpoint';
import { createDirectoryEndpoint } from '@syncline/endpoint';
import type { ContentEntry, Mode, Side, WriteOperation } from '@syncline/model';
import { hasContent, pathFromText, SIDES, SynclineError } from '@syncline/model';
import type { Journal, Note } from '@syncline/state';
import t, { type Test } from 'tap';
import type { Run } from '../src/run.js';
import { announcerOf, mendTorn, noteFinished, secureUnfinished, wasCutShort } from '../src/unfinished.js';

const { signal } = new AbortController();
const path = pathFromText('file');

/** A journal's notes, and how often they were written. */
function journalWith(...notes: Note[]) {
  let writes = 0;
  const journal = {
    listNotes: async () => notes,
    putNotes: async (more: readonly Note[]): Promise<void> => {
      notes.push(...more);
      writes += 1;
    },
    clearNotes: async (): Promise<void> => {
      notes.splice(0);
      writes += 1;
    },
  } as unknown as Journal;
  return { journal, notes, writes: () => writes };
}

function announcer(journal: Journal, mode: Mode, cutShort = false) {
  return announcerOf(journal, { id: '20260101-000000000-a', item: { mode }, cutShort } as unknown as Run);
}

for (const mode of ['simple', 'two-way'] as const)
  t.test(`a run announces its first change alone, and that it came through (${mode})`, async (t) => {
    const { journal, notes, writes } = journalWith();
    const announce = announcer(journal, mode);
    t.equal(await wasCutShort(journal), false, 'not before there is a change');
    await Promise.all([announce?.(), announce?.()]);
    await announce?.();
    t.equal(await wasCutShort(journal), true);
    t.equal(notes.length, 1);
    await noteFinished(journal);
    t.equal(await wasCutShort(journal), false);
    await noteFinished(journal);
    t.equal(writes(), 2, 'what is not announced is not taken back');
  });

t.test('a clone announces nothing, and a run nothing that an earlier one announced', async (t) => {
  const { journal } = journalWith();
  t.equal(announcer(journal, 'clone'), undefined);
  t.equal(announcer(journal, 'two-way', true), undefined);
});

for (const [title, cutShort, dryRun, flushed] of [
  ['was cut short', true, false, ['source', 'destination']],
  ['came through', false, false, []],
  ['was cut short, by a dry run,', true, true, []],
] as const)
  t.test(`what a run that ${title} wrote is made durable on ${flushed.length} sides`, async (t) => {
    const done: Side[] = [];
    const writer = (side: Side) => ({ flush: async (): Promise<void> => void done.push(side) });
    const run = { cutShort, dryRun, writable: ['source', 'destination'], apply: { writer }, signal };
    await secureUnfinished(run as unknown as Run);
    t.same(done, flushed);
  });

interface Torn {
  readonly cutShort?: boolean;
  /** Done after both sides were looked at, before they are read. */
  readonly meanwhile?: (root: string) => void;
  readonly lost?: boolean;
}

async function mend(t: Test, root: string, { cutShort = true, meanwhile, lost = false }: Torn = {}) {
  const open = (side: Side): Endpoint => {
    const endpoint = createDirectoryEndpoint({ type: 'directory', path: `${root}/${side}` });
    t.teardown(() => endpoint.close());
    return endpoint;
  };
  const sides = { source: open('source'), destination: open('destination') };
  const entryOf = async (side: Side): Promise<ContentEntry> => {
    await sides[side].open();
    const entry = await sides[side].look(path);
    if (!hasContent(entry)) throw new Error(`${side} has no file`);
    return entry;
  };
  const [source, destination] = [await entryOf('source'), await entryOf('destination')];
  meanwhile?.(root);
  const read = async (): Promise<never> => {
    throw new SynclineError('unreachable', 'no answer', { scope: 'endpoint' });
  };
  const run = { cutShort, signal, sides: lost ? { source: { read }, destination: { read } } : sides };
  const mended = await mendTorn(path, { do: 'conflict', source, destination }, run as unknown as Run);
  return { mended, source, destination };
}

const torn: Readonly<Record<string, string>> = { begins: 'the whole t', 'is empty': '' };

for (const [title, beginning] of Object.entries(torn))
  for (const side of ['source', 'destination'] as const)
    t.test(`a version that ${title} like the other is replaced after a power cut (${side})`, async (t) => {
      const root = t.testdir({
        source: { file: side === 'source' ? beginning : 'the whole text' },
        destination: { file: side === 'source' ? 'the whole text' : beginning },
      });
      const { mended, source, destination } = await mend(t, root);
      const [replaces, content] = side === 'source' ? [source, destination] : [destination, source];
      t.same(mended, {
        op: 'update',
        side,
        path,
        reason: 'content',
        content,
        replaces,
      } satisfies WriteOperation);
    });

t.test('nothing is taken for torn', async (t) => {
  const TORN = { source: { file: 'the wh' }, destination: { file: 'the whole text' } };
  await t.test('where all runs came through', async (t) => {
    t.equal((await mend(t, t.testdir(TORN), { cutShort: false })).mended, undefined);
  });
  await t.test('that has other content', async (t) => {
    const root = t.testdir({ ...TORN, source: { file: 'The wh' } });
    t.equal((await mend(t, root)).mended, undefined);
  });
  await t.test('that has the same size', async (t) => {
    const root = t.testdir({ source: { file: 'one' }, destination: { file: 'two' } });
    t.equal((await mend(t, root)).mended, undefined);
  });
  for (const side of ['source', 'destination'] as const)
    await t.test(`where the ${side} has a link`, async (t) => {
      const root = t.testdir({ source: {}, destination: {} });
      for (const each of SIDES)
        if (each === side) symlinkSync('elsewhere', `${root}/${each}/file`);
        else writeFileSync(`${root}/${each}/file`, '');
      const { mended } = await mend(t, root);
      t.equal(mended, undefined);
    });
  await t.test('that changed since it was looked at', async (t) => {
    const meanwhile = (root: string): void => appendFileSync(`${root}/source/file`, 'ole');
    t.equal((await mend(t, t.testdir(TORN), { meanwhile })).mended, undefined);
  });
  await t.test('where a side is lost: that ends the run', async (t) => {
    await t.rejects(mend(t, t.testdir(TORN), { lost: true }), { code: 'unreachable' });
  });
});
