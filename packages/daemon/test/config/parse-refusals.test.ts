import t from 'tap';
import { item, lines, parse, server, sftp } from './config-text.js';

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
