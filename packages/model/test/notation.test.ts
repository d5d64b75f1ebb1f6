import t from 'tap';

import { formatFileCheck, parseFileCheck, readFingerprint, showHostKey } from '../src/notation.js';

const parse = (text: string) => parseFileCheck(text, '--file-check-source');

t.test('a file check is split as SPEC §1 says', async (t) => {
  const table: readonly (readonly [string, object])[] = [
    ['.alive', { path: '.alive' }],
    ['/etc/alive', { path: '/etc/alive' }],
    ['.alive=^ok$', { path: '.alive', pattern: '^ok$' }],
    ['a=b=c', { path: 'a', pattern: 'b=c' }],
    ['a=b=[c]', { path: 'a=b', pattern: 'c' }],
    ['a=x[0-9]', { path: 'a', pattern: 'x[0-9]' }],
    ['a=[[0-9]]', { path: 'a', pattern: '[0-9]' }],
    ['a=[x=[y]', { path: 'a=[x', pattern: 'y' }],
    ['a=[x', { path: 'a', pattern: '[x' }],
    ['a=', { path: 'a', pattern: '' }],
    ['a]', { path: 'a]' }],
  ];
  for (const [text, expected] of table) {
    t.same(parse(text), expected, text);
    t.same(parse(formatFileCheck(parse(text))), expected, `${text} and back`);
  }
});

t.test('a file check without a path, or with a line break in it, is refused', async (t) => {
  for (const text of ['', '=x', '=[x]'])
    t.throws(() => parse(text), { code: 'usage', message: /--file-check-source: the path is missing/ });
  for (const text of ['a\nDELE b', 'a\rb=x', 'a\0'])
    t.throws(() => parse(text), { code: 'usage', message: /^[^]*line break or NUL/ });
  t.throws(() => parse('seCret\n'), { message: /^(?!.*seCret)/ });
});

t.test('a fingerprint is read as hex and as OpenSSH shows it, and means the same', async (t) => {
  const hex = '00ff'.repeat(16);
  const base64 = Buffer.from(hex, 'hex').toString('base64').replace('=', '');
  const colons = hex.toUpperCase().replace(/..(?=.)/g, '$&:');
  for (const text of [
    hex,
    colons,
    `SHA256:${hex}`,
    `sha256:${base64}`,
    `SHA256:${base64}`,
    base64,
    `${base64}=`,
  ])
    t.equal(readFingerprint(text), hex, text);
  for (const text of ['', 'SHA256:', hex.slice(1), `${base64}A`, `MD5:${base64}`, 'SHA256:…'])
    t.equal(readFingerprint(text), undefined, text);
  t.equal(showHostKey(hex), `SHA256:${base64}`);
});
