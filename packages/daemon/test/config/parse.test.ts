import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { parseConfig } from '../../src/config/parse.js';
import { problemLine } from '../../src/config/problem.js';
import { configJsonSchema } from '../../src/config/schema.js';

const around = { directory: '/etc/syncline', home: '/home/me' };
const parse = (text: string) => parseConfig(text, around);
const lines = (text: string) => parse(text).problems.map((problem) => problemLine('f', problem));
const docs = join(import.meta.dirname, '../../../../docs');

/** An item with these further lines, and an endpoint on each side. */
const item = (...further: readonly string[]): string =>
  [
    'items:',
    '  - name: a',
    '    source: /s',
    '    destination: /d',
    ...further.map((each) => `    ${each}`),
  ].join('\n');
const server = (...further: readonly string[]): string =>
  ['items:', '  - name: a', '    source: /s', '    destination:', '      type: ftp', '      server: h']
    .concat(further.map((each) => `      ${each}`))
    .join('\n');
const sftp = (...further: readonly string[]): string => server(...further).replace('type: ftp', 'type: sftp');

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

t.test('G3: what is wrong is told with line, column and key, and nothing is loaded', async (t) => {
  const table: readonly (readonly [string, RegExp])[] = [
    ['bogus: 1', /^f:1:1: bogus: is no key/],
    ['items: 5', /^f:1:8: items: must be a list/],
    ['- a', /^f:1:1: must be a set of keys/],
    ['timezone: Europe/Pragu', /^f:1:11: timezone: is not a time zone/],
    ['concurrency: 0', /^f:1:14: concurrency: is not a whole number from 1 to 64/],
    ['items: [}', /^f:1:9: this is not valid YAML/],
    ['a: 1\na: 2', /^f:2:1: this is not valid YAML: Map keys must be unique/],
    ['items:\n\t- x', /^f:2:1: this is not valid YAML: Tabs/],
    ['items:\n  - name: a\n    source: /s', /^f:2:5: items\[0\]\.destination: is missing/],
    ['items:\n  - source: /s\n    destination: /d', /items\[0\]\.name: is missing/],
    [item('mode: cloen'), /^f:5:11: items\[0\]\.mode: is none of simple, clone, two-way/],
    [item('Mode: clone'), /^f:5:5: items\[0\]\.Mode: is no key/],
    [item('recursive: yes'), /recursive: must be true or false/],
    [item('description:'), /description: is empty: give a value, or remove the key/],
    [item('settle: 100'), /settle: must be text/],
    [item('settle: 100x'), /settle: is not a duration/],
    [item('auditEvery: 0s'), /auditEvery: is not a duration above 0/],
    [item('pollEvery: 25d'), /pollEvery: is not a duration .*up to 24d/],
    [item('maxDelete: 130%'), /maxDelete: is not a percentage/],
    [item('trash: no'), /trash: must be off or a set of keys/],
    [item('trash: {keepDays: 0}'), /trash\.keepDays: is not a whole number/],
    [item('limits: {bandwidth: fast}'), /^f:5:25: items\[0\]\.limits\.bandwidth: is not a rate/],
    [item('limits: {connections: 65}'), /limits\.connections: is not a whole number from 1 to 64/],
    [item('compare: hash'), /compare: is none of size\+mtime, size, content/],
    [item('schedule: 61 * * * *'), /schedule: must be a set of keys or a list/],
    [item('schedule: {at: 61:00}'), /schedule\.at: is not a time from 00:00 to 23:59/],
    [item('schedule: [{every: 0 minutes}]'), /schedule\[0\]\.every: is not a step/],
    [item('schedule: [{every: 25 hours}]'), /schedule\[0\]\.every: is not a step/],
    [item('schedule: [{days: mon-xyz, at: 02:30}]'), /schedule\[0\]\.days: is not a set of days/],
    [item('schedule: [{days: [], at: 02:30}]'), /schedule\[0\]\.days: is not a set of days/],
    [item('schedule: [{daysOfMonth: 7;32, at: 02:30}]'), /schedule\[0\]\.daysOfMonth: is not a list of days/],
    [item('schedule: [{days: mon}]'), /schedule\[0\]: says no time/],
    [item('schedule: [{at: 02:30, every: 1 hour}]'), /schedule\[0\]\.every: stands beside 'at'/],
    [item('schedule: [{at: 02:30, between: 01:00-03:00}]'), /schedule\[0\]\.between: needs 'every'/],
    [item('schedule: [{every: 1 hour, between: 08:00-08:00}]'), /between: is not a window/],
    [item('schedule: [{at: 02:30, days: mon, daysOfMonth: 1}]'), /daysOfMonth: stands beside 'days'/],
    [item('timezone: Mars/Base'), /timezone: is not a time zone/],
    [server('port: 65536'), /destination\.port: is not a whole number/],
    [server('tls: yes'), /destination\.tls: is none of none, explicit, implicit/],
    [server('directory: a/../b'), /destination\.directory: the path holds '\.\.'/],
    [server('password: 12345'), /destination\.password: must be .*text/],
    [server('password: {sekret: x}'), /destination\.password/],
    [server().replace('type: ftp', 'type: scp'), /destination\.type: is none of directory, ftp, sftp/],
    [sftp(), /destination\.username/],
    [sftp('username: me', 'tls: none'), /tls/],
    [sftp('username: me', 'privateKey: -----BEGIN'), /destination\.privateKey: is given as \{ file: PATH \}/],
    [item().replace('/d', `{url: 'ftp://h', privateKey: {file: k}}`), /privateKey: is of use for sftp/],
    [item().replace('/d', 'sftp://h'), /destination: the user name is missing/],
    [server('fingerprint: abc'), /destination\.fingerprint: is not a SHA-256/],
    [server('tls: none', `fingerprint: ${'ab'.repeat(32)}`), /fingerprint: protects nothing without TLS/],
    [item().replace('/d', 'xyz://host'), /destination: 'xyz:\/\/' is not a kind of endpoint/],
    [item().replace('/d', '/s/in'), /items\[0\]: .* nested/],
    [item().replace('/d', '/s'), /items\[0\]: .*the same place/],
    [item().replace('name: a', 'name: ..'), /name: is not a name/],
    [item().replace('name: a', 'name: a/b'), /name: is not a name/],
    [item().replace('name: a', `name: ${'x'.repeat(65)}`), /name: is not a name/],
  ];
  for (const [text, expected] of table) {
    t.match(lines(text)[0], expected, text);
    t.equal(parse(text).config, undefined);
  }
});

t.test('every error is told, in the order of the lines', async (t) => {
  const told = lines(`timezone: x\n${item('mode: x', 'compare: y')}`);
  t.match(told, [/^f:1:/, /^f:6:/, /^f:7:/]);
});

t.test('G2: a bad pattern is told with the part at fault', async (t) => {
  const ignored = (pattern: string) => lines(server(`ignore: ['${pattern}']`));
  t.match(ignored('(a+'), [/destination\.ignore\[0\]: the pattern "\(a\+" is not valid: missing closing \)/]);
  t.match(ignored('x(?=y)'), [/"\(\?=" at character 2.*look-around/]);
  t.match(lines(server(`fileCheck: 'x=[['`)), [/destination\.fileCheck: the pattern/]);
  t.same(ignored('(a+)+$'), []);
});

t.test('names are unique', async (t) => {
  const twice = `${item()}\n  - name: a\n    source: /x\n    destination: /y`;
  t.match(lines(twice), [/^f:5:11: items\[1\]\.name: is the name of items\[0\] too/]);
});

t.test('two items that write one subtree are refused; sharing a source and chains are not', async (t) => {
  const two = (...second: readonly string[]) =>
    lines(`items:\n  - {name: a, source: /s, destination: /d}\n  - {name: b, ${second.join(', ')}}`);
  t.match(two('source: /x', 'destination: /d/sub'), [
    /items\[1\]: writes into \/d\/sub, which the item a writes too/,
  ]);
  t.match(two('source: /d', 'destination: /x', 'mode: two-way'), [/writes into \/d/]);
  t.same(two('source: /s', 'destination: /x'), []);
  t.same(two('source: /d', 'destination: /x'), []);
  t.same(two('source: /x', 'destination: /dd'), []);
});

t.test('a log file that would be synchronized itself is warned of', async (t) => {
  const { config, problems } = parse(item('logFile: /s/log.txt'));
  t.ok(config);
  t.match(problems, [{ level: 'warning', key: 'items[0].logFile', line: 5 }]);
  t.same(parse(item('logFile: /ss/log.txt')).problems, []);
});

t.test('G6: line breaks and NUL are refused, and the value is not repeated', async (t) => {
  const bad = ['"seCret\\n"', '"seCret\\r"', '"seCret\\0"'];
  const places = (value: string): readonly string[] => [
    server(`password: ${value}`),
    server(`username: ${value}`),
    server(`directory: ${value}`),
    server(`password: {file: ${value}}`),
    server(`password: {env: ${value}}`),
    item(`logFile: ${value}`),
    item(`group: ${value}`),
    item().replace('/s', value),
    item().replace('/s', `{type: directory, path: ${value}}`),
    item().replace('/s', `{url: ${value}}`),
  ];
  for (const text of bad.flatMap(places)) {
    t.match(lines(text)[0], /line break or NUL/, text);
    t.notMatch(lines(text).join(), /seCret/);
  }
});

t.test('no error repeats what may be a password', async (t) => {
  for (const text of [
    server('password: [hunter]'),
    server('password: {secret: "hun ter"}'),
    item().replace('/d', 'ftp://me:hunter@ho st/d'),
    item().replace('/d', '{url: "ftp://me:hunter@host:99999/d", x: 1}'),
    `hunter: [`,
    item('mode: hunter'),
  ]) {
    t.ok(lines(text).length > 0);
    if (!text.startsWith('hunter')) t.notMatch(lines(text).join(), /hun ?ter/, text);
  }
});

t.test('W9: keys such as __proto__ and constructor are unknown keys, and change nothing', async (t) => {
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    t.match(lines(`${key}: {polluted: 1}`), [new RegExp(`^f:1:1: ${key}: is no key`)]);
    t.match(lines(item(`${key}: {polluted: 1}`)), [new RegExp(`items\\[0\\]\\.${key}: is no key`)]);
    t.match(lines(server(`${key}: {polluted: 1}`)), [new RegExp(`destination\\.${key}: is no key`)]);
  }
  t.equal(({} as Record<string, unknown>)['polluted'], undefined);
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
