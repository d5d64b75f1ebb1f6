import t from 'tap';
import type { Entry, Path } from '@syncline/model';
import { pathFromText, ROOT, SynclineError, unknownEntry } from '@syncline/model';
import { compileIgnore } from '../src/ignore.js';
import type { Selection } from '../src/scan.js';
import { scan } from '../src/scan.js';
import { absent, directory, file, listing, side, signal } from './support.js';

const everything: Selection = { ignore: () => false, recursive: true, leftOut: () => false };

/** The names that a scan of a side with these entries gives, and those that are there but do not take part. */
async function scanned(
  entries: Entry[],
  changes: Partial<Selection>,
  at = ROOT,
): Promise<{ names: string[]; leftOut: string[] }> {
  const endpoint = side({ list: async (path) => listing(entries, { path }) });
  const result = await scan(endpoint, at, { ...everything, ...changes }, [], signal);
  return { names: result.entries.map((entry) => entry.name), leftOut: [...result.leftOut] };
}

t.test('what takes part is listed as the side gives it', async (t) => {
  const entries = [file('a'), directory('b')];
  const given = listing(entries, { reserved: [pathFromText('.syncline-x-1.tmp')] });
  const result = await scan(side({ list: async () => given }), ROOT, everything, [], signal);
  t.strictSame(result, { ...given, leftOut: new Set() });
});

t.test('ignored names are left out, and it is told that they are there', async (t) => {
  t.strictSame(await scanned([file('a'), file('b.bak')], { ignore: compileIgnore(['bak$']) }), {
    names: ['a'],
    leftOut: ['b.bak'],
  });
});

t.test('patterns see the path below the root', async (t) => {
  const ignore = compileIgnore(['^d/a$']);
  t.strictSame((await scanned([file('a')], { ignore }, pathFromText('d'))).names, []);
  t.strictSame((await scanned([file('a')], { ignore })).names, ['a']);
});

t.test('a path that is left out for a reason of its own is not there', async (t) => {
  t.strictSame(
    await scanned(
      [directory('state'), file('x')],
      { leftOut: (path: Path) => path === 'd/state' },
      pathFromText('d'),
    ),
    {
      names: ['x'],
      leftOut: ['state'],
    },
  );
});

t.test('without recursion folders are left out, files and unknown things are not', async (t) => {
  const socket = unknownEntry(pathFromText('s'), pathFromText('s'), 'special', 'a socket');
  t.strictSame(await scanned([directory('d'), file('f'), socket], { recursive: false }), {
    names: ['f', 's'],
    leftOut: ['d'],
  });
});

t.test('an incomplete listing stays incomplete', async (t) => {
  const cut = listing([file('a')], { complete: false, incompleteBecause: 'cut short' });
  const result = await scan(side({ list: async () => cut }), ROOT, everything, [], signal);
  t.match(result, { complete: false, incompleteBecause: 'cut short', entries: [{ name: 'a' }] });
});

t.test('a directory that cannot be listed gives an incomplete listing that says why', async (t) => {
  const refusing = side({
    list: () => Promise.reject(new SynclineError('permission', 'not allowed', { scope: 'path' })),
  });
  const result = await scan(refusing, pathFromText('d'), everything, [], signal);
  t.match(result, {
    path: 'd',
    complete: false,
    incompleteBecause: 'not allowed',
    entries: [],
    leftOut: new Set(),
  });
});

t.test('a lost side ends the scan', async (t) => {
  for (const scope of ['endpoint', 'item'] as const) {
    const list = () => Promise.reject(new SynclineError('unreachable', 'gone', { scope }));
    await t.rejects(scan(side({ list }), ROOT, everything, [], signal), { code: 'unreachable' }, scope);
  }
});

t.test('a side that hides dot names is asked for the expected ones', async (t) => {
  const asked: string[] = [];
  const endpoint = side({
    hidesDotNames: true,
    list: async (path) => listing([file('.seen'), file('z')], { path }),
    look: async (path) => {
      asked.push(path);
      return path === 'd/.gone' ? absent(pathFromText('.gone')) : file(path.slice('d/'.length));
    },
  });
  const expected = ['.hidden', '.gone', '.seen', 'z', 'plain'].map(pathFromText);
  const result = await scan(endpoint, pathFromText('d'), everything, expected, signal);
  t.strictSame(
    result.entries.map((entry) => entry.name),
    ['.hidden', '.seen', 'z'],
    'in order',
  );
  t.strictSame(asked, ['d/.hidden', 'd/.gone'], 'only dot names that were not listed');
});

t.test('a revealed name that is in doubt is unknown, and one that is ignored is left out', async (t) => {
  const doubtful = unknownEntry(pathFromText('.a'), pathFromText('.a'), 'unreadable', 'no answer');
  const endpoint = side({
    hidesDotNames: true,
    list: async () => listing([]),
    look: async (path) => (path === '.a' ? doubtful : file(path)),
  });
  const selection = { ...everything, ignore: compileIgnore([String.raw`^\.b$`]) };
  const result = await scan(endpoint, ROOT, selection, ['.a', '.b'].map(pathFromText), signal);
  t.strictSame(result.entries, [doubtful]);
  t.strictSame([...result.leftOut], [], 'what is ignored is not even asked for');
});

t.test(
  'where nothing can be listed no hidden name is asked for, so that all of it stays unknown',
  async (t) => {
    const blind = { complete: false, incompleteBecause: 'not allowed' };
    for (const [entries, seen] of [
      [[], []],
      [[file('z')], ['.hidden', 'z']],
    ] as const) {
      const endpoint = side({
        hidesDotNames: true,
        list: async () => ({ ...listing([...entries]), ...blind }),
        look: async (path) => file(path),
      });
      const result = await scan(endpoint, ROOT, everything, [pathFromText('.hidden')], signal);
      t.strictSame(
        result.entries.map((entry) => entry.name),
        seen,
      );
    }
  },
);

t.test('a side that shows dot names is not asked for any', async (t) => {
  const endpoint = side({ list: async () => listing([file('a')]) });
  const result = await scan(endpoint, ROOT, everything, [pathFromText('.hidden')], signal);
  t.strictSame(
    result.entries.map((entry) => entry.name),
    ['a'],
  );
});

t.test('a hidden name that the journal and the other side have is asked for once', async (t) => {
  const asked: string[] = [];
  const endpoint = side({
    hidesDotNames: true,
    list: async () => listing([]),
    look: async (path) => {
      asked.push(path);
      return file(path);
    },
  });
  const expected = ['.a', '.b', '.a'].map(pathFromText);
  const { entries } = await scan(endpoint, ROOT, everything, expected, signal);
  t.strictSame(asked, ['.a', '.b']);
  t.strictSame(
    entries.map((entry) => entry.name),
    ['.a', '.b'],
    'and is there once',
  );
});

/** A side that hides dot names and answers no question. */
const silent = (scope: 'path' | 'endpoint') =>
  side({
    hidesDotNames: true,
    list: async () => listing([file('z')]),
    look: () => Promise.reject(new SynclineError('permission', 'not allowed', { scope })),
  });

t.test('a hidden name that cannot be asked for is unknown, and only a lost side ends the scan', async (t) => {
  const expected = [pathFromText('.a')];
  const { entries } = await scan(silent('path'), ROOT, everything, expected, signal);
  t.match(entries, [
    { kind: 'unknown', name: '.a', problem: { path: '.a', message: 'not allowed' } },
    { name: 'z' },
  ]);
  await t.rejects(scan(silent('endpoint'), ROOT, everything, expected, signal), { code: 'permission' });
});
