import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { configJsonSchema } from '../../src/config/schema.js';
import { item, lines, parse, server } from './config-text.js';

const docs = join(import.meta.dirname, '../../../../docs');

t.test('the sample loads, without a word, and uses every key', async (t) => {
  const text = readFileSync(join(docs, 'syncline.yaml'), 'utf8');
  const { config, problems } = parse(text);
  t.same(problems, []);
  t.same(
    config?.items.map(({ name }) => name),
    ['mail', 'photos', 'documents', 'site'],
  );
  for (const key of keysOf(configJsonSchema()))
    t.match(text, new RegExp(`\\b${key}:`), `it shows the key ${key}`);
});

t.test('the JSON Schema that is shipped is the generated one', async (t) => {
  t.same(JSON.parse(readFileSync(join(docs, 'syncline.schema.json'), 'utf8')), configJsonSchema());
});

t.test('an item has every default filled in, and absolute paths', async (t) => {
  const { config } = parse('items:\n  - name: a\n    source: ~/s\n    destination: backups/d\n');
  t.match(config, { concurrency: 2, permissions: 'warn', timezone: undefined });
  t.same(config?.items, [
    {
      name: 'a',
      description: '',
      group: undefined,
      mode: 'simple',
      recursive: true,
      source: { endpoint: { type: 'directory', path: '/home/me/s' }, ignore: [] },
      destination: { endpoint: { type: 'directory', path: '/etc/syncline/backups/d' }, ignore: [] },
      trash: { keepDays: 30 },
      deleteLimit: { percent: 50, floor: 10 },
      compare: 'size+mtime',
      conflict: 'newer',
      limits: { connections: 8, timeout: 30, retries: 2 },
      schedules: [],
      timezone: undefined,
      catchUp: false,
      live: undefined,
      logFile: undefined,
    },
  ]);
});

t.test('the three forms of an endpoint mean the same', async (t) => {
  const endpoint = (text: string) =>
    parse(`items:\n  - {name: a, source: /s, destination: ${text}}`).config?.items[0]?.destination.endpoint;
  const expected = {
    type: 'ftp',
    tls: 'explicit',
    server: 'h',
    port: 2121,
    username: 'me',
    password: { from: 'store', name: 'x' },
    directory: '/d',
    fingerprint: undefined,
  };
  t.same(endpoint(`{url: 'ftpes://me@h:2121//d', password: {secret: x}}`), expected);
  t.same(
    endpoint(
      `{type: ftp, tls: explicit, server: H, port: 2121, username: me, password: {secret: x}, directory: /d/}`,
    ),
    expected,
  );
  t.same(endpoint(`ftpes://me@h:2121//d`), { ...expected, password: undefined });
});

t.test('an SFTP server is said as keys or as a URL, with a key or a password', async (t) => {
  const endpoint = (text: string) =>
    parse(`items:\n  - {name: a, source: /s, destination: ${text}}`).config?.items[0]?.destination.endpoint;
  const digits = '00'.repeat(32);
  const expected = {
    type: 'sftp',
    server: 'h',
    port: 22,
    username: 'me',
    password: undefined,
    privateKey: { from: 'file', path: '/k' },
    directory: 'd',
    fingerprint: digits,
  };
  const pin = `SHA256:${Buffer.from(digits, 'hex').toString('base64').replace('=', '')}`;
  const login = `privateKey: {file: /k}, fingerprint: '${pin}'`;
  t.same(endpoint(`{type: sftp, server: H, username: me, directory: d/, ${login}}`), expected);
  t.same(endpoint(`{url: 'sftp://me@h/d', ${login}}`), expected);
  t.match(endpoint(`{type: sftp, server: h, port: 2222, username: me, password: {env: X}}`), {
    port: 2222,
    password: { from: 'env', name: 'X' },
    privateKey: undefined,
    directory: '',
  });
  t.match(endpoint('sftp://me@h//d'), { type: 'sftp', directory: '/d', privateKey: undefined });
});

t.test('what is written is what an item does', async (t) => {
  const { config } = parse(
    item(
      'maxDelete: 30',
      'trash: off',
      'limits: {bandwidth: 500k, timeout: 1.5}',
      'live: true',
      'settle: 2s',
      'schedule: {daysOfMonth: 7;14;28, at: 02:30}',
      'logFile: logs/a.txt',
    ),
  );
  t.match(config?.items[0], {
    deleteLimit: { percent: 30, floor: 0 },
    trash: 'off',
    limits: { connections: 8, bandwidth: 512_000, timeout: 1.5, retries: 2 },
    live: { settleMs: 2_000, auditEveryMs: 3_600_000, pollEveryMs: 60_000 },
    schedules: [{ days: { of: 'month', days: [7, 14, 28] }, frequency: { kind: 'once', at: 150 } }],
    logFile: '/etc/syncline/logs/a.txt',
  });
});

t.test('a password in the file works, with a warning where it stands', async (t) => {
  const read = parse(server('password: hunter2'));
  t.match(read.config?.items[0]?.destination.endpoint, { password: { from: 'text', text: 'hunter2' } });
  t.match(read.problems, [{ level: 'warning', line: 7, column: 17, key: 'items[0].destination.password' }]);
  t.equal(parse(item().replace('/d', 'ftp://me:pw@h/d')).problems[0]?.level, 'warning');
  t.same(parse(server('password: {env: X}')).problems, []);
});

t.test('aliases mean what they stand for; a bomb of them is refused', async (t) => {
  const shared = `items:\n  - {name: a, source: /s, destination: {url: /d, ignore: &no ['x$']}}\n  - {name: b, source: /x, destination: {url: /y, ignore: *no}}`;
  t.same(parse(shared).config?.items[1]?.destination.ignore, ['x$']);
  const letters = [...'abcdefghij'];
  const bomb = letters.map((letter, index) => {
    const inner = index === 0 ? 'x' : `*${letters[index - 1]}`;
    return `${letter}: &${letter} [${Array.from({ length: 9 }, () => inner).join(',')}]`;
  });
  t.match(lines(bomb.join('\n')), [/alias/]);
});

t.test('proxies are trusted by address or network', async (t) => {
  const { config } = parse('http: { trustedProxies: [10.0.0.5, 10.1.0.0/16, "fd00::/8", "::1"] }');
  t.same(config?.http?.trustedProxies, ['10.0.0.5', '10.1.0.0/16', 'fd00::/8', '::1']);
  for (const wrong of ['proxy.example', '10.0.0', '10.0.0.0/33', '"fd00::/129"', '10.0.0.0/'])
    t.match(lines(`http: { trustedProxies: [${wrong}] }`), [
      /trustedProxies\[0\]: is not an IP address, or a network/,
    ]);
});

t.test('an empty file is a configuration without items', async (t) => {
  for (const text of ['', '# nothing yet\n', 'items: []', '{}']) t.same(parse(text).config?.items, [], text);
});

function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' ? Object.keys(value) : []),
    ...keysOf(value),
  ]);
}
