import t from 'tap';

import {
  parseBandwidth,
  parseChoice,
  parseConnections,
  parseDeleteLimit,
  parseFingerprint,
  parsePattern,
  parseRetries,
  parseTimeout,
} from '../src/option-values.js';

const KIB = 1024;

t.test('bandwidths', async (t) => {
  const table: readonly (readonly [string, number])[] = [
    ['10MiB/s', 10 * KIB * KIB],
    ['10MiB', 10 * KIB * KIB],
    ['10 MiB/s', 10 * KIB * KIB],
    ['500k', 500 * KIB],
    ['500K/s', 500 * KIB],
    ['2m', 2 * KIB * KIB],
    ['1MB/s', 1_000_000],
    ['1.5MB/s', 1_500_000],
    ['8kB', 8_000],
    ['1GiB/s', KIB ** 3],
    ['65536', 65_536],
    ['65536B/s', 65_536],
  ];
  for (const [text, rate] of table) t.equal(parseBandwidth(text), rate, text);
  for (const text of [
    '',
    '0',
    '0.5',
    '-1',
    '10Mb/s',
    '10mbit',
    'fast',
    '10iB',
    '10 M B',
    '1e6',
    '9999999TiB',
    '10MiB/h',
  ]) {
    t.throws(
      () => parseBandwidth(text),
      { code: 'usage', message: /^--bandwidth: '.*' is .*Example: --bandwidth/ },
      text,
    );
  }
});

t.test('delete limits are percentages, taken alone', async (t) => {
  const table: readonly (readonly [string, number])[] = [
    ['30%', 30],
    ['30', 30],
    ['0%', 0],
    ['0', 0],
    ['100%', 100],
    ['12.5%', 12.5],
  ];
  for (const [text, percent] of table) t.same(parseDeleteLimit(text), { percent, floor: 0 }, text);
  for (const text of ['', '%', '101%', '-1%', '5%%', 'x', '1e1%', ' 5%']) {
    t.throws(
      () => parseDeleteLimit(text),
      { code: 'usage', message: /^--max-delete: '.*' is not a percentage.*Example/ },
      text,
    );
  }
});

t.test('fingerprints become 64 lower-case digits', async (t) => {
  const digits = 'ab'.repeat(32);
  const colons = digits.toUpperCase().replace(/(..)(?!$)/g, '$1:');
  for (const text of [
    digits,
    digits.toUpperCase(),
    colons,
    `SHA256:${digits}`,
    `sha256:${colons}`,
    `SHA-256=${colons}`,
    `SHA256:${Buffer.from(digits, 'hex').toString('base64')}`,
    `SHA256:${Buffer.from(digits, 'hex').toString('base64').replace('=', '')}`,
  ]) {
    t.equal(parseFingerprint(text, '--trust-source'), digits, text);
  }
  for (const text of [
    '',
    'ab',
    `${digits}0`,
    'SHA256:uNiVztksCsDhcc0u9e8BgrJXVGLgsANBIi+ZrYwTEhcA',
    'x'.repeat(64),
  ]) {
    t.throws(
      () => parseFingerprint(text, '--trust-source'),
      { code: 'usage', message: /^--trust-source: .*SHA-256/ },
      text,
    );
  }
});

t.test('numbers have their bounds', async (t) => {
  t.equal(parseConnections('1'), 1);
  t.equal(parseConnections('64'), 64);
  t.equal(parseRetries('0'), 0);
  t.equal(parseTimeout('30'), 30);
  t.equal(parseTimeout('0.5'), 0.5);
  for (const text of ['0', '65', '-1', '1.5', 'x', ''])
    t.throws(() => parseConnections(text), { message: /^--connections: .*1 to 64/ });
  for (const text of ['-1', '101', 'x', '']) t.throws(() => parseRetries(text), { message: /^--retries: / });
  for (const text of ['0', '-1', 'x', '', '86401', 'Infinity'])
    t.throws(() => parseTimeout(text), { message: /^--timeout: / });
});

t.test('words and expressions', async (t) => {
  t.equal(parseChoice('--mode', ['simple', 'clone'], 'clone'), 'clone');
  t.throws(() => parseChoice('--mode', ['simple', 'clone'], 'mirror'), {
    code: 'usage',
    message: /^--mode: 'mirror' is none of simple, clone\./,
  });
  t.throws(() => parseChoice('--mode', ['simple'], '\u001b[2J'), { message: /'\\x1b\[2J'/ });
  t.equal(parsePattern('--ignore', '('), '(');
  t.throws(() => parsePattern('--ignore', ''), { code: 'usage', message: /^--ignore: .*everything/ });
});
