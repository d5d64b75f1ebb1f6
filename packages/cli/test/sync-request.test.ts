import type { Item } from '@syncline/model';
import { DEFAULT_DELETE_LIMIT } from '@syncline/model';
import t from 'tap';

import { runCli } from '../src/cli.js';
import type { FakeOptions } from './fake-context.js';
import { end, events, fakeProcess } from './fake-context.js';

async function request(args: readonly string[], options: FakeOptions = {}) {
  const process = fakeProcess(['sync', ...args], { onRun: events(end()), ...options });
  const exit = await runCli(process.context);
  const run = process.runs[0];
  return { exit, err: process.err(), item: run?.item as Item, options: run?.options };
}

const stateDirectory = async (value: string) =>
  (await request(['/a', '/b'], { env: { XDG_STATE_HOME: value } })).options?.stateDirectory;
const itemName = async (...args: string[]) => (await request(args)).item.name;

t.test('without options an item has the defaults of SPEC §1', async (t) => {
  const { exit, item, options } = await request(['/a', 'b']);
  t.equal(exit, 0);
  t.match(item, {
    mode: 'simple',
    recursive: true,
    source: { endpoint: { type: 'directory', path: '/a' }, ignore: [] },
    destination: { endpoint: { type: 'directory', path: '/here/b' }, ignore: [] },
    trash: { keepDays: 30 },
    deleteLimit: DEFAULT_DELETE_LIMIT,
    compare: 'size+mtime',
    conflict: 'newer',
    limits: { connections: 8, timeout: 30, retries: 2 },
  });
  t.match(options, {
    stateDirectory: '/home/me/.local/state/syncline',
    dryRun: false,
    approveDeletes: false,
  });
  t.ok(options?.signal instanceof AbortSignal);
});

t.test('every option has its effect', async (t) => {
  const pin = 'ab'.repeat(32);
  const { item, options } = await request([
    '/a',
    'ftpes://me@host/d',
    '--mode',
    'clone',
    '--compare',
    'content',
    '--conflict',
    'larger',
    '--dry-run',
    '--no-recursive',
    '--no-trash',
    '--ignore',
    'x',
    '--ignore',
    '-y',
    '--ignore-source',
    's',
    '--ignore-destination',
    'd',
    '--file-check-source',
    'f=^ok',
    '--file-check-destination',
    '/g',
    '--max-delete',
    '5%',
    '--approve-deletes',
    '--connections',
    '3',
    '--bandwidth',
    '1k',
    '--timeout',
    '9',
    '--retries',
    '0',
    '--state',
    's',
    '--trust-destination',
    pin,
    '--quiet',
  ]);
  t.match(item, {
    mode: 'clone',
    recursive: false,
    trash: 'off',
    compare: 'content',
    conflict: 'larger',
    deleteLimit: { percent: 5, floor: 0 },
    source: { ignore: ['x', '-y', 's'], fileCheck: { path: 'f', pattern: '^ok' } },
    destination: {
      ignore: ['x', '-y', 'd'],
      fileCheck: { path: '/g' },
      endpoint: { fingerprint: pin, tls: 'explicit', directory: 'd' },
    },
    limits: { connections: 3, bandwidth: 1024, timeout: 9, retries: 0 },
  });
  t.match(options, { stateDirectory: '/here/s', dryRun: true, approveDeletes: true });
});

t.test('an item may go either way', async (t) => {
  for (const mode of ['simple', 'clone', 'two-way']) {
    t.match(await request(['/a', '/b', '--mode', mode]), { exit: 0, item: { mode } }, mode);
  }
});

t.test('the state directory follows XDG_STATE_HOME unless that is relative', async (t) => {
  t.equal(await stateDirectory('/s'), '/s/syncline');
  t.equal(await stateDirectory('s'), '/home/me/.local/state/syncline');
  t.equal(await stateDirectory(''), '/home/me/.local/state/syncline');
});

t.test('an item is named by its endpoints and mode alone', async (t) => {
  const first = await itemName('/a', 'ftp://me@host/d');
  t.match(first, /^[0-9a-f]{16}$/);
  t.equal(await itemName('/a/', 'ftp://me:pw@HOST:21/d/', '--ignore', 'x'), first);
  t.not(await itemName('/a', 'ftp://me@host/d', '--mode', 'clone'), first);
  t.not(await itemName('/a', 'ftp://me@host/d', '--mode', 'two-way'), first);
  t.not(await itemName('/a', 'ftp://me@host//d'), first);
  t.not(await itemName('ftp://me@host/d', '/a'), first);
});

t.test(
  'passwords come from the variables; one in the URL works with a warning that does not repeat it',
  async (t) => {
    const env = { SYNCLINE_SOURCE_PASSWORD: 'one', SYNCLINE_DESTINATION_PASSWORD: '' };
    const given = await request(['ftp://me:seCret@a', 'ftp://me:seCret@b'], { env });
    t.match(given.item, {
      source: { endpoint: { password: 'one' } },
      destination: { endpoint: { password: '' } },
    });
    const url = await request(['ftp://me:seCret@a', '/b']);
    t.match(url, {
      exit: 0,
      item: { source: { endpoint: { password: 'seCret' } } },
      err: /^syncline: warning: .*SYNCLINE_SOURCE_PASSWORD\n$/,
    });
    t.notMatch(url.err, /seCret/);
  },
);

t.test(
  'what cannot be understood is exit 2 with the thing, the reason and the remedy, and nothing runs',
  async (t) => {
    const table: readonly (readonly [string[], RegExp])[] = [
      [[], /missing required argument 'SOURCE'/],
      [['/a'], /missing required argument 'DESTINATION'/],
      [['/a', '/b', '/c'], /too many arguments/],
      [['/a', '/b', '--dry-rum'], /unknown option '--dry-rum' \(Did you mean --dry-run\?\)/],
      [['/a', '/b', '--mode'], /--mode <MODE>' argument missing/],
      [['/a', '/b', '--mode', 'mirror'], /--mode: 'mirror' is none of simple, clone, two-way/],
      [['/a', '/b', '--settle', '1s'], /--settle is about following changes: give --live with it/],
      [['/a', 'sftp://h'], /DESTINATION: the user name is missing. Write sftp:\/\/user@host\/dir/],
      [['/a', '/b', '--key-source', 'k'], /--key-source: SOURCE is a directory and takes no key/],
      [
        ['/a', 'ftp://h', '--key-destination', 'k'],
        /--key-destination: DESTINATION is an FTP server and takes no key/,
      ],
      [['/a', '/b', '--conflict', 'mine'], /--conflict: 'mine' is none of/],
      [['/a', '/b', '--compare', 'x'], /--compare: 'x' is none of/],
      [['/a', '/b', '--state', ''], /--state: '' is empty/],
      [['/a', '/b', '--file-check-source', '=x'], /--file-check-source: the path is missing/],
      [
        ['/a', '/b', '--trust-source', 'ab'.repeat(32)],
        /--trust-source: SOURCE is a directory and has no certificate/,
      ],
      [['/a', 'ftp://h', '--trust-destination', 'ab'.repeat(32)], /without TLS and has no certificate/],
      [['/a', '/b', '--quiet', '--verbose'], /cannot be used with/],
    ];
    for (const [args, message] of table) {
      const { err, exit, item } = await request(args);
      t.match({ exit, err, item }, { exit: 2, err: message, item: undefined }, args.join(' '));
      t.match(err, /^syncline: /, args.join(' '));
    }
  },
);
