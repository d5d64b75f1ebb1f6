import t from 'tap';
import type { EndpointSpec, Item } from '@syncline/model';
import { SynclineError } from '@syncline/model';
import { validateItem } from '../src/validate.js';
import { directory, ftp, item } from './support.js';

/** Why an item is refused, or undefined when it is not. */
function complaint(given: Item): string | undefined {
  try {
    validateItem(given);
    return undefined;
  } catch (error) {
    if (error instanceof SynclineError && error.code === 'usage') return error.message;
    throw error;
  }
}

const roots = (source: EndpointSpec, destination: EndpointSpec) => complaint(item(source, destination));

t.test('two separate places are accepted', async (t) => {
  t.equal(roots(directory('/a'), directory('/b')), undefined);
  t.equal(roots(directory('/a'), directory('/ab')), undefined, 'a longer name is another place');
  t.equal(roots(directory('/a'), ftp({ directory: '/a' })), undefined);
});

t.test('the same folder on both sides is refused however it is spelled', async (t) => {
  for (const spelling of ['/a/b', '/a/b/', '/a//b', '/a/c/../b', '/a/./b']) {
    t.match(roots(directory('/a/b'), directory(spelling)), /the same place/, spelling);
  }
  t.match(roots(directory('.'), directory(process.cwd())), /the same place/);
});

t.test('folders one inside the other are refused either way round', async (t) => {
  t.match(roots(directory('/a'), directory('/a/b')), /nested/);
  t.match(roots(directory('/a/b'), directory('/a')), /nested/);
  t.match(roots(directory('/'), directory('/a')), /nested/);
});

t.test('the same folder of one account is refused', async (t) => {
  t.match(roots(ftp(), ftp()), /the same place/);
  t.match(roots(ftp(), ftp({ server: 'BACKUP.example', directory: 'mail/' })), /the same place/);
  t.match(roots(ftp(), ftp({ tls: 'explicit', directory: 'mail/old' })), /nested/, 'encrypted or not');
  t.match(roots(ftp({ server: 'Backup.Example' }), ftp()), /the same place/);
  t.match(roots(ftp({ directory: '/mail' }), ftp({ directory: '/mail/old' })), /nested/);
  t.match(
    roots(ftp({ directory: '' }), ftp()),
    /nested/,
    'the login directory holds all that is relative to it',
  );
});

t.test(
  'folders of different accounts, and relative and absolute ones, cannot be told by their strings',
  async (t) => {
    t.equal(roots(ftp(), ftp({ username: 'bob' })), undefined);
    t.equal(roots(ftp(), ftp({ port: 2121 })), undefined);
    t.equal(roots(ftp(), ftp({ server: 'other.example' })), undefined);
    t.equal(roots(ftp(), ftp({ directory: '/mail' })), undefined);
  },
);

t.test('a refusal names both places and no secret', async (t) => {
  const message = roots(ftp(), ftp({ directory: 'mail/old' })) ?? '';
  t.match(message, /ann@backup\.example.*mail.*ann@backup\.example.*mail\/old/);
  t.notMatch(message, /very secret/);
});

t.test('patterns of both sides are tried, those of File Checks too', async (t) => {
  const [source, destination] = [directory('/a'), directory('/b')];
  const bad = (changes: Partial<Item>) => complaint(item(source, destination, changes));
  t.match(bad({ source: { endpoint: source, ignore: ['fine', '('] } }), /"\(" is not valid/);
  t.match(bad({ destination: { endpoint: destination, ignore: ['['] } }), /"\[" is not valid/);
  const fileCheck = { path: 'marker', pattern: 'a(?=b)' };
  t.match(bad({ destination: { endpoint: destination, ignore: [], fileCheck } }), /look-around/);
  t.equal(
    bad({ source: { endpoint: source, ignore: ['fine'], fileCheck: { path: '(' } } }),
    undefined,
    'a path is no pattern',
  );
});

t.test(
  'a name that would lead out of the state directory is refused, and one that is no file name',
  async (t) => {
    const named = (name: string) => complaint(item(directory('/a'), directory('/b'), { name }));
    for (const name of ['..', '.', '', '../x', 'a/b', 'a b', 'x'.repeat(65)])
      t.match(named(name), /^the name .* of an item: give it letters, digits, \. _ - \(at most 64\)$/, name);
    for (const name of ['mail', '...', '.a', 'x'.repeat(64)]) t.equal(named(name), undefined, name);
  },
);

t.test('the path of no side may be empty: that would be the working directory', async (t) => {
  t.match(roots(directory(''), directory('/b')), /^the path of the source is empty: give a directory$/);
  t.match(roots(directory('/a'), directory('')), /^the path of the destination is empty/);
});

t.test('numbers that would hang a run, or undo a guard, are refused by name', async (t) => {
  const bad = (changes: Partial<Item>) => complaint(item(directory('/a'), directory('/b'), changes));
  const limits = { connections: 8, timeout: 30, retries: 2 };
  for (const connections of [0, -1, 1.5, NaN])
    t.match(
      bad({ limits: { ...limits, connections } }),
      /^limits\.connections is .*: give a whole number from 1 on$/,
    );
  for (const timeout of [0, NaN, Infinity])
    t.match(bad({ limits: { ...limits, timeout } }), /^limits\.timeout is .*: give a number above 0$/);
  for (const retries of [-1, NaN])
    t.match(
      bad({ limits: { ...limits, retries } }),
      /^limits\.retries is .*: give a whole number from 0 on$/,
    );
  for (const bandwidth of [0, NaN])
    t.match(bad({ limits: { ...limits, bandwidth } }), /^limits\.bandwidth is/);
  for (const percent of [-1, 101, NaN])
    t.match(
      bad({ deleteLimit: { percent, floor: 10 } }),
      /^deleteLimit\.percent is .*: give a number from 0 to 100$/,
    );
  t.match(bad({ deleteLimit: { percent: 50, floor: NaN } }), /^deleteLimit\.floor is NaN/);
  for (const keepDays of [0, -1, NaN, Infinity]) t.match(bad({ trash: { keepDays } }), /^trash\.keepDays is/);
  const fine = { limits: { ...limits, retries: 0, timeout: 0.5, bandwidth: 1 }, trash: 'off' } as const;
  t.equal(bad({ ...fine, deleteLimit: { percent: 0, floor: 0 } }), undefined);
});
