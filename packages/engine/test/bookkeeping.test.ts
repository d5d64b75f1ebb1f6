import type { Endpoint, Traits } from '@syncline/endpoint';
import type { Answer, Entry, Name } from '@syncline/model';
import { nameOf, pathFromText, SynclineError, unknownEntry } from '@syncline/model';
import t from 'tap';
import { finalMode, noteCreated, observe, stands } from '../src/bookkeeping.js';
import type { Run } from '../src/run.js';

const [folder, known, gone, doubtful] = ['folder', 'known', 'gone', 'doubtful'].map(pathFromText);
const entry = (name: Name): Entry => ({ kind: 'file', name, size: 1, mtime: 1, token: 'now', racy: false });

interface Side {
  readonly traits?: Partial<Traits>;
  readonly fails?: Error;
}

/** A side that has everything but `gone` and `doubtful`, and what it is asked. */
function sideThat({ traits, fails }: Side) {
  const asked: string[] = [];
  const signals: AbortSignal[] = [];
  const endpoint: Partial<Endpoint> = {
    traits: { local: false, tokens: 'any', ...traits } as Traits,
    async observe(directory, names, signal) {
      asked.push(`observe ${directory}: ${names.length}`);
      signals.push(signal!);
      if (fails !== undefined) throw fails;
      return new Map(names.filter((name) => name !== gone).map((name) => [name, entry(name)]));
    },
    async look(path): Promise<Answer> {
      asked.push(`look ${path}`);
      const name = nameOf(path);
      if (name === gone) return { kind: 'absent', name };
      return name === doubtful ? unknownEntry(path, name, 'unreadable', 'in doubt') : entry(name);
    },
  };
  const run = (signal: AbortSignal): Run => ({ sides: { destination: endpoint }, signal }) as unknown as Run;
  const observed = async (names: readonly Name[], signal = new AbortController().signal) => [
    ...(await observe(run(signal), 'destination', folder!, names)).keys(),
  ];
  return { endpoint: endpoint as Endpoint, asked, signals, observed };
}

t.test('a server is asked by name for a few names, and tells what stands there for certain', async (t) => {
  const { asked, observed } = sideThat({});
  t.strictSame(await observed([known!, gone!, doubtful!]), [known]);
  t.strictSame(asked, ['look folder/known', 'look folder/gone', 'look folder/doubtful']);
});

const many = Array.from({ length: 9 }, (_, number) => pathFromText(`file${number}`));
const listed: Readonly<Record<string, readonly [Partial<Traits>, readonly Name[]]>> = {
  'many names of a server': [{}, many],
  'a server whose listings show other tokens': [{ tokens: 'listing' }, [known!]],
  'a directory': [{ local: true }, [known!]],
};

for (const [title, [traits, names]] of Object.entries(listed))
  t.test(`${title}: asked for all at once`, async (t) => {
    const { asked, observed } = sideThat({ traits });
    t.strictSame(await observed(names), names);
    t.strictSame(asked, [`observe folder: ${names.length}`]);
  });

t.test('for eight names a server is still asked one by one', async (t) => {
  const { asked, observed } = sideThat({});
  await observed(many.slice(1));
  t.equal(asked.length, 8);
});

t.test('for no names nothing is asked', async (t) => {
  const { asked, observed } = sideThat({ traits: { local: true } });
  t.strictSame(await observed([]), []);
  t.strictSame(asked, []);
});

t.test('nothing is seen in a folder that is gone; that a side is lost is thrown', async (t) => {
  const failing = (scope: 'path' | 'endpoint') =>
    sideThat({ traits: { local: true }, fails: new SynclineError('failed', `no ${scope}`, { scope }) });
  t.strictSame(await failing('path').observed([known!]), []);
  await t.rejects(failing('endpoint').observed([known!]), { message: 'no endpoint' });
  const broken = sideThat({ traits: { local: true }, fails: new TypeError('a fault') });
  await t.rejects(broken.observed([known!]), TypeError);
});

t.test('an interrupted run still asks for what it did', async (t) => {
  const { observed, signals } = sideThat({ traits: { local: true } });
  t.strictSame(await observed([known!], AbortSignal.abort()), [known]);
  t.notOk(signals[0]!.aborted);
  const { signal } = new AbortController();
  await observed([known!], signal);
  t.equal(signals[1], signal, 'one that goes on is interrupted like everything else');
});

t.test('something stands where a side says so, in doubt nothing', async (t) => {
  const { endpoint } = sideThat({});
  const { signal } = new AbortController();
  t.ok(await stands(endpoint, known!, signal));
  t.notOk(await stands(endpoint, gone!, signal));
  t.notOk(await stands(endpoint, doubtful!, signal));
});

t.test('a folder that its owner may not fill or enter gets its mode in the end', async (t) => {
  for (const mode of [0o577, 0o677, 0o377, 0o000])
    t.strictSame(finalMode('source', mode), { side: 'source', mode });
  for (const mode of [undefined, 0o700, 0o755]) t.equal(finalMode('source', mode), undefined);
});

function createdOnDestination(destination = new Map<number, number>()) {
  const created = { source: new Map<number, number>(), destination };
  const note = (size: number): void => noteCreated({ created } as unknown as Run, 'destination', size);
  return { created, note };
}

t.test('the sizes of new files are counted, of each side', async (t) => {
  const { created, note } = createdOnDestination();
  for (const size of [1, 1, 2]) note(size);
  t.strictSame(Object.fromEntries(created.destination), { 1: 2, 2: 1 });
  t.equal(created.source.size, 0);
});

t.test('of too many sizes those that are known go on to be counted, and no others', async (t) => {
  const sizes = Array.from({ length: 99_999 }, (_, size) => [size, 1] as const);
  const { created, note } = createdOnDestination(new Map(sizes));
  for (const size of [99_999, 100_000, 0]) note(size);
  t.equal(created.destination.get(99_999), 1);
  t.notOk(created.destination.has(100_000));
  t.equal(created.destination.get(0), 2);
});
